package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The knobs of every head, so that those of an experiment can be told. Immutable.
 *
 * @param atBase value by name before anything was changed
 * @param heads value by name, by the experiment that a branch advanced to; they never change
 */
record KnobHistory(Map<String, String> atBase, PMap<ExperimentId, Map<String, String>> heads) {
  static final KnobHistory NONE = new KnobHistory(Map.of(), HashTreePMap.empty());

  KnobHistory started(Map<String, String> baseKnobs) {
    return new KnobHistory(Collections.unmodifiableMap(new TreeMap<>(baseKnobs)), heads);
  }

  /** The knobs of what an experiment ran on; absent when that is no head. */
  Optional<Map<String, String>> before(Experiment experiment) {
    return experiment.isBaseline() ? Optional.of(atBase) : experiment.base().map(heads::get);
  }

  /** After a branch advanced to an experiment. */
  KnobHistory advanced(ExperimentId head, KnobChange knobs) {
    return new KnobHistory(atBase, heads.plus(head, knobs.after()));
  }
}
