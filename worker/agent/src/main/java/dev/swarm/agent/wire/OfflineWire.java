package dev.swarm.agent.wire;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Measured;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.Origin;
import dev.swarm.proto.v1.Patch;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.TrialRuns;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Yardstick;
import dev.swarm.wire.OutcomeWire;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.pcollections.TreePVector;

/** Translates between what a worker does by itself and the wire, at the agent's edge. */
public final class OfflineWire {
  private OfflineWire() {}

  /** Where a branch stands, as the coordinator said last. */
  public static Standing standing(MachineName machine, dev.swarm.proto.v1.Standing message) {
    return new Standing(
        machine,
        message.getSeed(),
        message.getNextNumber(),
        message.hasLeft() ? OptionalInt.of(message.getLeft()) : OptionalInt.empty(),
        message.getKnobsMap(),
        message.getTriedList().stream().map(AgentWire::edit).collect(Collectors.toSet()),
        head(message.getHead()),
        message.hasPrevious() ? Optional.of(head(message.getPrevious())) : Optional.empty(),
        new Yardstick(
            new Noise(message.getNoiseSquares(), message.getNoiseDegrees()),
            message.hasBestPassed()
                ? OptionalDouble.of(message.getBestPassed())
                : OptionalDouble.empty(),
            message.getLargestGain()));
  }

  private static Standing.Head head(dev.swarm.proto.v1.StandingHead message) {
    return new Standing.Head(
        message.getExperiment(),
        new Incumbent(
            new Sample(message.getRuns(), message.getMean(), message.getSquares()),
            message.hasMemoryMib()
                ? OptionalDouble.of(message.getMemoryMib())
                : OptionalDouble.empty()));
  }

  /** The runs so far of the first assignment. */
  public static Trial trial(TrialRuns message) {
    return new Trial(
        side(message.getIncumbentRuns()),
        TreePVector.from(message.getMetricsList()),
        message.hasFirst()
            ? Optional.of(
                new Trial.FirstRun(
                    message.getCommit(),
                    (Outcome.Measured) OutcomeWire.outcome(message.getFirst())))
            : Optional.empty(),
        message.getConfirmations());
  }

  /** A proposal, as far as its verdict depends on it. */
  public static Proposal proposal(dev.swarm.proto.v1.Proposal message) {
    return new Proposal(
        AgentWire.edit(message.getEdit()),
        message.getDescription(),
        dev.swarm.shared.experiment.Origin.valueOf(
            message.getOrigin().name().replace("ORIGIN_", "")),
        message.getReason(),
        message.getRepairs(),
        message.hasTransplant()
            ? message.getTransplant().getChangesList().stream()
                .findFirst()
                .map(OfflineWire::transplant)
            : Optional.empty(),
        message.hasRung()
            ? Optional.of(new Climb(Optional.of(message.getRung()), Optional.empty()))
            : Optional.empty());
  }

  private static Transplant transplant(CarriedChange change) {
    return Transplant.of(
        new Transplant.Part(
            new ChangeId(change.getId()),
            Optional.empty(),
            Edit.NONE,
            Map.of(),
            change.getDescription()));
  }

  /** A proposal that is run, or run again, without being told to. */
  public static dev.swarm.proto.v1.Proposal proposal(Proposal proposal) {
    var edit = dev.swarm.proto.v1.Edit.newBuilder().putAllKnobs(proposal.edit().knobs());
    proposal
        .edit()
        .patch()
        .map(each -> Patch.newBuilder().setFirst(each.first()).setLast(each.last()))
        .ifPresent(edit::setPatch);
    return dev.swarm.proto.v1.Proposal.newBuilder()
        .setEdit(edit)
        .setDescription(proposal.description())
        .setOrigin(Origin.ORIGIN_SEARCH)
        .setReason(proposal.reason())
        .build();
  }

  /** A run that was made without being told to. */
  public static dev.swarm.shared.offline.OfflineRun run(OfflineRun message) {
    return new dev.swarm.shared.offline.OfflineRun(
        message.getExperiment(),
        proposal(message.getProposal()),
        message.hasBase() ? Optional.of(message.getBase()) : Optional.empty(),
        side(message.getIncumbent()),
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

  private static Judgement.Side side(boolean incumbent) {
    return incumbent ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE;
  }
}
