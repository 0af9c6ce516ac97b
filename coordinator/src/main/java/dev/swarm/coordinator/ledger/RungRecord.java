package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Comparison;
import java.time.Instant;
import java.util.Optional;

/**
 * What was measured on another rung than the branch's own; it has no verdict and no row.
 *
 * @param hardwareClass of its machine when it was measured
 * @param commit as it ran, 40 hex digits
 * @param comparison with its base on the same rung; absent where there is nothing to compare with
 */
public record RungRecord(
    String branch,
    String hardwareClass,
    Experiment experiment,
    String commit,
    Outcome outcome,
    Optional<Comparison> comparison,
    Instant at)
    implements LedgerLine {}
