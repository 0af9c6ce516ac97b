package dev.swarm.coordinator.simulation;

import java.util.EnumMap;
import java.util.Map;

/** Where invariants are checked and counted. */
public final class Checks {
  private final long[] counts = new long[Invariant.values().length];

  /**
   * @param holds whether the invariant does
   * @param found what it was seen at, for whoever has to find out why it does not
   * @throws InvariantViolation when it does not hold
   */
  public void that(Invariant invariant, boolean holds, Object found) {
    counts[invariant.ordinal()]++;
    if (!holds) {
      throw new InvariantViolation(invariant, found);
    }
  }

  /** How often each was checked. */
  public Map<Invariant, Long> counts() {
    Map<Invariant, Long> map = new EnumMap<>(Invariant.class);
    for (Invariant each : Invariant.values()) {
      map.put(each, counts[each.ordinal()]);
    }
    return map;
  }
}
