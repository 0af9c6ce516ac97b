package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;

/**
 * A judged experiment as the read side keeps it.
 *
 * @param row in its branch's ledger, from 1
 * @param commit as it ran, 40 hex digits
 */
public record LedgerRecord(
    String branch,
    int row,
    Experiment experiment,
    String commit,
    Outcome outcome,
    Verdict verdict,
    Instant at) {}
