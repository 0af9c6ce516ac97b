package dev.swarm.coordinator.campaign;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A machine's scale ladder, by the name of each rung.
 *
 * @param results what was measured on each; nothing where that is absent
 */
public record Rungs(PMap<String, RungResults> results) {
  static final Rungs NONE = new Rungs(HashTreePMap.empty());

  /** What was measured on a rung. */
  public RungResults on(String rung) {
    return results.getOrDefault(rung, RungResults.NONE);
  }

  Rungs with(String rung, RungResults changed) {
    return new Rungs(results.plus(rung, changed));
  }
}
