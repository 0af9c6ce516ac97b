package dev.swarm.shared.verdict;

/**
 * A decision about an experiment.
 *
 * @param status keep, discard or crash
 * @param reason one sentence with the numbers that were compared
 */
public record Verdict(Status status, String reason) {}
