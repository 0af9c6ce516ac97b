package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows the knobs of every head, so that an experiment's own can be told. Not thread-safe. */
final class KnobHistory {
  private final Map<ExperimentId, Map<String, String>> heads = new HashMap<>();
  private Map<String, String> atBase = Map.of();

  void started(Map<String, String> baseKnobs) {
    atBase = Collections.unmodifiableMap(new TreeMap<>(baseKnobs));
  }

  /** The knobs of an experiment as it ran; absent when it ran on something that is no head. */
  Optional<KnobChange> of(Experiment experiment) {
    Optional<Map<String, String>> before =
        experiment.isBaseline()
            ? Optional.of(atBase)
            : experiment.base().flatMap(base -> Optional.ofNullable(heads.get(base)));
    return before.map(
        each -> new KnobChange(each, with(each, experiment.proposal().edit().knobs())));
  }

  /** A branch advanced to an experiment. */
  void advanced(ExperimentId head, KnobChange knobs) {
    heads.put(head, knobs.after());
  }

  private static Map<String, String> with(
      Map<String, String> before, Map<String, String> settings) {
    if (settings.isEmpty()) {
      return before;
    }
    Map<String, String> after = new TreeMap<>(before);
    after.putAll(settings);
    return Collections.unmodifiableMap(after);
  }
}
