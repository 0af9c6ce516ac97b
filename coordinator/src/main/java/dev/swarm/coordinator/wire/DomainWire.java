package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.ledger.LateOutcome;
import dev.swarm.coordinator.ledger.LedgerRecord;
import dev.swarm.coordinator.ledger.RunRecord;
import dev.swarm.coordinator.ledger.RungRecord;
import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.BranchHead;
import dev.swarm.proto.v1.ComparedRun;
import dev.swarm.proto.v1.HeldExperiment;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.ReportedOutcome;
import dev.swarm.proto.v1.Status;
import dev.swarm.proto.v1.Transfer;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.wire.OutcomeWire;
import dev.swarm.wire.ProposalWire;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** Translates between the domain and the wire, at the coordinator's edge. */
public final class DomainWire {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private DomainWire() {}

  /**
   * An experiment as a worker is told of it.
   *
   * @param machine that it is assigned to
   * @param seed the campaign's
   */
  public static Assignment assignment(Experiment experiment, Machine machine, long seed) {
    Assignment.Builder message =
        Assignment.newBuilder()
            .setExperiment(experiment.id().toString())
            .setToken(experiment.token())
            .setAttempt(experiment.attempt())
            .setProposal(
                ProposalWire.proposal(toRun(experiment, machine.workload().sideOf(experiment))))
            .setAssignedAtMs(experiment.assignedAt().toEpochMilli())
            .setSeed(experiment.seed(seed));
    experiment.base().ifPresent(base -> message.setBase(base.toString()));
    if (experiment.proposal().rung().isPresent()) {
      experiment.base().flatMap(machine.branch()::commitOf).ifPresent(message::setBaseCommit);
    }
    return message.build();
  }

  /** The incumbent's own run changes nothing of it. */
  private static dev.swarm.shared.experiment.Proposal toRun(
      Experiment experiment, Judgement.Side side) {
    return side == Judgement.Side.CANDIDATE
        ? experiment.proposal()
        : experiment.proposal().ofIncumbent(experiment.id().toString());
  }

  /** A branch's head as its worker is told of it. */
  public static BranchHead head(Head head) {
    return BranchHead.newBuilder()
        .setExperiment(head.experiment().toString())
        .setExperimentCommit(head.commit())
        .setLedgerRows(head.ledgerRows())
        .setAdvancedAtMs(head.at().toEpochMilli())
        .setMetric(head.metric())
        .build();
  }

  /** A ledger's row without what may be long: its log tail, summary, knobs and runs. */
  public static LedgerEntry brief(LedgerRecord record) {
    LedgerEntry.Builder entry = withoutKnobsAndRuns(record);
    if (entry.getOutcome().hasMeasured()) {
      entry.getOutcomeBuilder().getMeasuredBuilder().clearSummary();
    } else if (entry.getOutcome().hasCrashed()) {
      entry.getOutcomeBuilder().getCrashedBuilder().clearLogTail();
    }
    return entry.build();
  }

  /** A ledger's row with everything. */
  public static LedgerEntry entry(LedgerRecord record) {
    LedgerEntry.Builder message = withoutKnobsAndRuns(record);
    record
        .knobs()
        .ifPresent(
            knobs -> message.putAllKnobsBefore(knobs.before()).putAllKnobsAfter(knobs.after()));
    for (RunRecord run : record.details()) {
      message.addComparedRuns(
          ComparedRun.newBuilder()
              .setIncumbent(run.side() == Judgement.Side.INCUMBENT)
              .setCommit(run.commit())
              .setOutcome(OutcomeWire.outcome(run.outcome()))
              .setAtMs(run.at().toEpochMilli()));
    }
    return message.build();
  }

  private static LedgerEntry.Builder withoutKnobsAndRuns(LedgerRecord record) {
    LedgerEntry.Builder message =
        LedgerEntry.newBuilder()
            .setExperiment(record.experiment().id().toString())
            .setRow(record.row())
            .setCommit(record.commit())
            .setProposal(ProposalWire.proposal(record.experiment().proposal()))
            .setOutcome(OutcomeWire.outcome(record.outcome()))
            .setStatus(Status.valueOf("STATUS_" + record.verdict().status().name()))
            .setVerdict(record.verdict().reason())
            .setJudgedAtMs(record.at().toEpochMilli())
            .setMachine(record.experiment().id().machine().text())
            .setBranch(record.branch())
            .setHardwareClass(record.hardwareClass());
    record.experiment().base().ifPresent(base -> message.setBase(base.toString()));
    record.comparison().ifPresent(each -> compare(message, each));
    record.transfer().map(DomainWire::transfer).ifPresent(message::setTransfer);
    return message.addAllRuns(record.runs());
  }

  /** What was measured on another rung than the branch's own. */
  public static LedgerEntry entry(RungRecord record) {
    LedgerEntry.Builder message =
        LedgerEntry.newBuilder()
            .setExperiment(record.experiment().id().toString())
            .setCommit(record.commit())
            .setProposal(ProposalWire.proposal(record.experiment().proposal()))
            .setOutcome(OutcomeWire.outcome(record.outcome()))
            .setJudgedAtMs(record.at().toEpochMilli())
            .setMachine(record.experiment().id().machine().text())
            .setBranch(record.branch())
            .setHardwareClass(record.hardwareClass());
    record.experiment().base().ifPresent(base -> message.setBase(base.toString()));
    record.comparison().ifPresent(each -> compare(message, each));
    return message.build();
  }

  private static Transfer transfer(dev.swarm.shared.experiment.Transfer transfer) {
    return Transfer.valueOf("TRANSFER_" + transfer.name());
  }

  private static void compare(LedgerEntry.Builder message, Comparison comparison) {
    message.setGain(comparison.gain());
    if (!Double.isNaN(comparison.standardError())) {
      message.setStandardError(comparison.standardError());
    }
  }

  /** An experiment that has no verdict yet: its proposal and where it is to run. */
  public static LedgerEntry unjudged(Experiment experiment, String branch, String hardwareClass) {
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setExperiment(experiment.id().toString())
            .setProposal(ProposalWire.proposal(experiment.proposal()))
            .setMachine(experiment.id().machine().text())
            .setBranch(branch)
            .setHardwareClass(hardwareClass);
    experiment.base().ifPresent(base -> entry.setBase(base.toString()));
    return entry.build();
  }

  /** An outcome that came too late to count. */
  public static LedgerEntry entry(LateOutcome late) {
    return LedgerEntry.newBuilder()
        .setExperiment(late.id().toString())
        .setCommit(late.commit())
        .setOutcome(OutcomeWire.outcome(late.outcome()))
        .setVerdict(late.reason())
        .setJudgedAtMs(late.at().toEpochMilli())
        .setMachine(late.id().machine().text())
        .setBranch(late.branch())
        .setTooLate(late.reason())
        .build();
  }

  /**
   * A worker's report as a command.
   *
   * @throws IllegalArgumentException with a sentence when it makes no sense
   */
  public static Command.ReportOutcome report(ReportedOutcome message, Instant at) {
    requireCommit(message.getHeld().getExperiment(), message.getCommit());
    return new Command.ReportOutcome(
        ExperimentId.parse(message.getHeld().getExperiment()),
        message.getHeld().getToken(),
        message.hasBase() ? Optional.of(ExperimentId.parse(message.getBase())) : Optional.empty(),
        message.getCommit(),
        OutcomeWire.outcome(message.getOutcome()),
        at);
  }

  static void requireCommit(String experiment, String commit) {
    if (!COMMIT.matcher(commit).matches()) {
      throw new IllegalArgumentException(
          "The outcome of %s names '%s' as its commit, which is not 40 hex digits."
              .formatted(experiment, commit));
    }
  }

  /** What a worker says it has. */
  public static Command.Held held(HeldExperiment message) {
    return new Command.Held(ExperimentId.parse(message.getExperiment()), message.getToken());
  }
}
