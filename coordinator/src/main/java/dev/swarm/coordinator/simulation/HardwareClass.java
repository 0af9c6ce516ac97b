package dev.swarm.coordinator.simulation;

import java.util.List;

/**
 * A class of simulated machines.
 *
 * @param name as the campaign file has it
 * @param metric of the best configuration there is, lower is better
 * @param noise standard deviation of a run's metric
 * @param runMillis how long a run takes, start-up and evaluation in it
 * @param memoryMib what a run may take
 */
record HardwareClass(String name, double metric, double noise, long runMillis, double memoryMib) {
  static final List<HardwareClass> ALL =
      List.of(
          new HardwareClass("h100", 0.97, 0.002, 330_000, 80_000),
          new HardwareClass("rtx4090", 1.05, 0.003, 340_000, 24_000),
          new HardwareClass("apple-silicon", 1.80, 0.03, 360_000, 32_000),
          new HardwareClass("cpu-x86", 2.10, 0.01, 420_000, 16_000));
}
