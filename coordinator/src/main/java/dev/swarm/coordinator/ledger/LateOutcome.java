package dev.swarm.coordinator.ledger;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import java.time.Instant;

/**
 * An outcome that could not count any more, kept as evidence.
 *
 * @param token it ran under
 * @param commit as it ran, 40 hex digits
 * @param reason why it does not count
 */
public record LateOutcome(
    String branch,
    ExperimentId id,
    long token,
    String commit,
    Outcome outcome,
    String reason,
    Instant at)
    implements LedgerLine {}
