package dev.swarm.coordinator.simulation;

import java.util.OptionalInt;

/**
 * What is simulated.
 *
 * @param workers one for each machine, at least 1
 * @param hours of virtual time after which it ends at the latest; at least {@link #LEAST_HOURS}
 * @param experiments per machine after its baseline, at least 1; absent for as many as there is
 *     time for
 * @param seed of everything that is left to chance
 */
public record SimulationOptions(int workers, int hours, OptionalInt experiments, long seed) {
  /** Half of it with faults, and then the time that a machine has to show that it works again. */
  public static final int LEAST_HOURS = 4;

  public SimulationOptions {
    if (workers < 1 || hours < LEAST_HOURS || experiments.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "No swarm of %d workers runs %d experiments in %d hours."
              .formatted(workers, experiments.orElse(0), hours));
    }
  }

  /** What a shell runs to see exactly this again. */
  public String command() {
    return "swarm simulate --workers %d --hours %d%s --seed %d"
        .formatted(
            workers,
            hours,
            experiments.isPresent() ? " --experiments " + experiments.getAsInt() : "",
            seed);
  }
}
