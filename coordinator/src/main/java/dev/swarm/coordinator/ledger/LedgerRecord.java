package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * A judged experiment as the read side keeps it.
 *
 * @param row in its branch's ledger, from 1
 * @param commit as it ran, 40 hex digits
 * @param runs the metric of each of its own runs, in order
 */
public record LedgerRecord(
    String branch,
    int row,
    Experiment experiment,
    String commit,
    Outcome outcome,
    List<Double> runs,
    Verdict verdict,
    Instant at) {}
