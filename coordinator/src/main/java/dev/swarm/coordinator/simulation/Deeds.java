package dev.swarm.coordinator.simulation;

import java.util.EnumMap;
import java.util.Map;

/** How often what was done. */
final class Deeds {
  private final Map<Deed, Long> counts = new EnumMap<>(Deed.class);

  void count(Deed deed) {
    counts.merge(deed, 1L, Long::sum);
  }

  Map<Deed, Long> counts() {
    return counts;
  }
}
