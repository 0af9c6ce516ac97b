package dev.swarm.shared.verdict;

/**
 * How an experiment compares with what it ran on, as the verdict saw it.
 *
 * @param gain how much better its mean is, in the metric's unit; negative when it is worse
 * @param standardError of the gain, in the same unit; not a number while the noise is unknown
 */
public record Comparison(double gain, double standardError) {}
