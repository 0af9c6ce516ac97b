package dev.swarm.shared.experiment;

/**
 * Where a proposal was carried over from.
 *
 * @param source the experiment that won first; however far a change travels, this stays
 * @param relative whether the step was carried over and not the value: half of what stands here,
 *     because it was halved there
 */
public record Transplant(ExperimentId source, boolean relative) {}
