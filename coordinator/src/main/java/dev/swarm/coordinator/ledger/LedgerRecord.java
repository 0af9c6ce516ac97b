package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A judged experiment as the read side keeps it.
 *
 * @param hardwareClass of its machine when it was judged
 * @param row in its branch's ledger, from 1
 * @param commit as it ran, 40 hex digits
 * @param runs the metric of each of its own runs, in order
 * @param comparison with what it ran on; absent when there is nothing to compare with
 * @param details every run where there were several, the incumbent's among them; else empty
 * @param knobs of what it ran on and its own; absent where that is not known
 * @param transfer what came of it here, for a change from elsewhere
 */
public record LedgerRecord(
    String branch,
    String hardwareClass,
    int row,
    Experiment experiment,
    String commit,
    Outcome outcome,
    List<Double> runs,
    Optional<Comparison> comparison,
    List<RunRecord> details,
    Verdict verdict,
    Optional<KnobChange> knobs,
    Optional<Transfer> transfer,
    Instant at)
    implements LedgerLine {}
