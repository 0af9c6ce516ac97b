package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What a machine did while it could not reach its coordinator, as far as it has been told.
 *
 * @param tenure how many folders have had the machine's name; what was run under an older one is
 *     evidence only
 * @param returning the series of runs that its worker is telling of; absent when it tells of none
 * @param taken how many runs of each series were taken in
 * @param named the experiments of the series taken last, by the names that the machine gave them
 */
public record Absence(
    int tenure,
    Optional<String> returning,
    PMap<String, Integer> taken,
    PMap<String, ExperimentId> named) {
  static final Absence NONE =
      new Absence(0, Optional.empty(), HashTreePMap.empty(), HashTreePMap.empty());

  /** How many runs of a series are durable. */
  public int takenOf(String series) {
    return taken.getOrDefault(series, 0);
  }

  /** Whether the machine gets nothing new because it has something to tell first. */
  public boolean isReturning() {
    return returning.isPresent();
  }

  /**
   * Which experiment a machine means.
   *
   * @param name the id of one that was handed out, or the machine's own name for one
   */
  Optional<ExperimentId> find(String name) {
    if (named.containsKey(name)) {
      return Optional.of(named.get(name));
    }
    return ExperimentId.find(name);
  }

  Absence announced(Optional<String> series) {
    return new Absence(tenure, series, taken, named);
  }

  Absence inOtherHands() {
    return new Absence(tenure + 1, returning, taken, named);
  }

  Absence took(Event.OfflineRunTaken run) {
    PMap<String, ExperimentId> before = run.number() == 1 ? HashTreePMap.empty() : named;
    return new Absence(
        tenure,
        returning,
        taken.plus(run.series(), run.number()),
        before.plus(run.name(), run.id()));
  }
}
