package dev.swarm.shared.comparison;

import java.util.OptionalDouble;

/**
 * A machine as it stands.
 *
 * @param baseline metric of its baseline; absent before that is measured
 * @param best metric of its head, the mean of its runs; absent before the baseline is measured
 * @param noiseFloor standard deviation of a single run's metric; absent while it is unknown
 */
public record MachineNow(
    String machine,
    String branch,
    String hardwareClass,
    OptionalDouble baseline,
    OptionalDouble best,
    OptionalDouble noiseFloor) {}
