package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows the knobs of every head, so that those of an experiment can be told. Not thread-safe. */
final class KnobHistory {
  private final Map<ExperimentId, Map<String, String>> heads = new HashMap<>();
  private Map<String, String> atBase = Map.of();

  void started(Map<String, String> baseKnobs) {
    atBase = Collections.unmodifiableMap(new TreeMap<>(baseKnobs));
  }

  /** The knobs of what an experiment ran on; absent when that is no head. */
  Optional<Map<String, String>> before(Experiment experiment) {
    return experiment.isBaseline() ? Optional.of(atBase) : experiment.base().map(heads::get);
  }

  /** A branch advanced to an experiment. */
  void advanced(ExperimentId head, KnobChange knobs) {
    heads.put(head, knobs.after());
  }
}
