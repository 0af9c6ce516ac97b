package dev.swarm.coordinator.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Decides by chance what goes wrong, counts it, and can be told to stop. */
final class Faults {
  private final SplittableRandom random;
  private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
  private boolean over;

  Faults(SplittableRandom random) {
    this.random = random;
  }

  /** Whether something with this chance goes wrong now. */
  boolean strike(double chance) {
    return !over && random.nextDouble() < chance;
  }

  void count(Fault fault) {
    counts.merge(fault, 1L, Long::sum);
  }

  void stop() {
    over = true;
  }

  boolean areOver() {
    return over;
  }

  Map<Fault, Long> counts() {
    return counts;
  }
}
