package dev.swarm.coordinator.simulation;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a simulated run runs: a value for each knob, and what commits brought beside them.
 * Immutable.
 */
final class Program {
  /** What stands in the base commit. */
  static final Program BASE = new Program(SimulatedCampaign.base(), Set.of());

  private final String[] knobs;
  private final Set<Integer> lines;

  private Program(String[] knobs, Set<Integer> lines) {
    this.knobs = knobs;
    this.lines = lines;
  }

  /** Values in the order of {@link SimulatedCampaign#KNOBS}; not to be changed. */
  String[] knobs() {
    return knobs;
  }

  /** The numbers of the patches that are in it. */
  Set<Integer> lines() {
    return lines;
  }

  /** With other values of some knobs. */
  Program with(Map<String, String> changes) {
    return changes.isEmpty() ? this : new Program(SimulatedCampaign.with(knobs, changes), lines);
  }

  /** With more patches. */
  Program plus(Set<Integer> more) {
    if (lines.containsAll(more)) {
      return this;
    }
    Set<Integer> all = new TreeSet<>(lines);
    all.addAll(more);
    return new Program(knobs, all);
  }

  boolean isSame(Program other) {
    return this == other || Arrays.equals(knobs, other.knobs) && lines.equals(other.lines);
  }
}
