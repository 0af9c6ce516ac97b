package dev.swarm.shared.offline;

import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Judgement;
import java.util.Optional;

/**
 * A run that a machine made without being told to.
 *
 * @param experiment whose run it is: the id of one that the coordinator had handed out, or the name
 *     of the experiment's first run
 * @param proposal of the experiment
 * @param base what the experiment was made on, named in the same way; absent for a baseline
 * @param side which of the two that are compared was run
 * @param commit as it ran, 40 hex digits
 */
public record OfflineRun(
    String experiment,
    Proposal proposal,
    Optional<String> base,
    Judgement.Side side,
    String commit,
    Outcome outcome) {}
