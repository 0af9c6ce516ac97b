package dev.swarm.shared.offline;

import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Verdict;

/**
 * What a machine made of an experiment while it was alone: provisional, for the coordinator has the
 * last word.
 *
 * @param experiment its id, or the name of its first run
 * @param commit of its first run, 40 hex digits
 * @param outcome of its first run, with the mean of all its runs as the metric
 */
public record OfflineVerdict(
    String experiment, Proposal proposal, String commit, Outcome outcome, Verdict verdict) {}
