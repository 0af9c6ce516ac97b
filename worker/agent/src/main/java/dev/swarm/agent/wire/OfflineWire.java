package dev.swarm.agent.wire;

import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.wire.OutcomeWire;
import dev.swarm.wire.ProposalWire;
import java.util.Optional;

/** Translates between what a worker does by itself and the wire, at the agent's edge. */
public final class OfflineWire {
  private OfflineWire() {}

  /** A proposal that is run, or run again, without being told to. */
  public static dev.swarm.proto.v1.Proposal proposal(Proposal proposal) {
    return dev.swarm.proto.v1.Proposal.newBuilder()
        .setEdit(ProposalWire.edit(proposal.edit()))
        .setDescription(proposal.description())
        .setOrigin(Origin.ORIGIN_SEARCH)
        .setReason(proposal.reason())
        .setRepairs(proposal.repairs())
        .build();
  }

  /** A run that was made without being told to. */
  public static dev.swarm.shared.offline.OfflineRun run(OfflineRun message) {
    return new dev.swarm.shared.offline.OfflineRun(
        message.getExperiment(),
        ProposalWire.proposal(message.getProposal()),
        message.hasBase() ? Optional.of(message.getBase()) : Optional.empty(),
        message.getIncumbent() ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE,
        message.getCommit(),
        OutcomeWire.outcome(message.getOutcome()));
  }

  /** A provisional row of the ledger. */
  public static LedgerEntry row(OfflineVerdict verdict) {
    LedgerEntry.Builder row =
        LedgerEntry.newBuilder()
            .setExperiment(verdict.experiment())
            .setCommit(verdict.commit())
            .setStatus(Status.valueOf("STATUS_" + verdict.verdict().status().name()))
            .setVerdict(verdict.verdict().reason());
    row.getProposalBuilder().setDescription(verdict.proposal().description());
    if (verdict.outcome() instanceof Outcome.Measured measured) {
      Measured.Builder numbers = Measured.newBuilder().setMetric(measured.metric());
      measured.memoryMib().ifPresent(numbers::setMemoryMib);
      row.getOutcomeBuilder().setMeasured(numbers);
    }
    return row.build();
  }
}
