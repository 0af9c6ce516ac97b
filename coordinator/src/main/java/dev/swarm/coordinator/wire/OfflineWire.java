package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.StandingHead;
import dev.swarm.proto.v1.TrialRuns;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.wire.OutcomeWire;
import java.time.Instant;
import java.util.Optional;

/** Translates what machines do by themselves, at the coordinator's edge. */
public final class OfflineWire {
  private OfflineWire() {}

  /**
   * What a machine has to know to go on by itself.
   *
   * @param trial the runs so far of what it runs
   * @param tenure how many folders have had its name
   */
  public static dev.swarm.proto.v1.Standing standing(Standing standing, Trial trial, int tenure) {
    var message =
        dev.swarm.proto.v1.Standing.newBuilder()
            .setTenure(tenure)
            .setSeed(standing.seed())
            .setNextNumber(standing.nextNumber())
            .putAllKnobs(standing.knobs())
            .addAllTried(standing.tried().stream().map(ProposalWire::edit).toList())
            .setHead(head(standing.head()))
            .setNoiseSquares(standing.yardstick().noise().squares())
            .setNoiseDegrees(standing.yardstick().noise().degrees())
            .setLargestGain(standing.yardstick().largestGain())
            .setTrial(trial(trial));
    standing.left().ifPresent(message::setLeft);
    standing.previous().map(OfflineWire::head).ifPresent(message::setPrevious);
    standing.yardstick().bestPassed().ifPresent(message::setBestPassed);
    return message.build();
  }

  private static StandingHead head(Standing.Head head) {
    Sample sample = head.incumbent().sample();
    StandingHead.Builder message =
        StandingHead.newBuilder()
            .setExperiment(head.experiment())
            .setRuns(sample.runs())
            .setMean(sample.mean())
            .setSquares(sample.squares());
    head.incumbent().memoryMib().ifPresent(message::setMemoryMib);
    return message.build();
  }

  private static TrialRuns trial(Trial trial) {
    TrialRuns.Builder message =
        TrialRuns.newBuilder()
            .setIncumbentRuns(trial.side() == Judgement.Side.INCUMBENT)
            .addAllMetrics(trial.metrics())
            .setConfirmations(trial.confirmations());
    trial
        .first()
        .ifPresent(
            first ->
                message.setCommit(first.commit()).setFirst(OutcomeWire.outcome(first.outcome())));
    return message.build();
  }

  /**
   * The run that a machine tells of.
   *
   * @throws IllegalArgumentException with a sentence when it makes no sense
   */
  public static Command.TakeOfflineRun run(
      MachineName machine, OfflineHistory history, Instant at) {
    OfflineRun run = history.getNext();
    DomainWire.requireCommit(run.getExperiment(), run.getCommit());
    return new Command.TakeOfflineRun(
        machine,
        history.getSeries(),
        history.getTenure(),
        run.getNumber(),
        new dev.swarm.shared.offline.OfflineRun(
            run.getExperiment(),
            new Proposal(
                new Edit(run.getProposal().getEdit().getKnobsMap()),
                run.getProposal().getDescription(),
                Origin.SEARCH,
                run.getProposal().getReason()),
            run.hasBase() ? Optional.of(run.getBase()) : Optional.empty(),
            run.getIncumbent() ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE,
            run.getCommit(),
            OutcomeWire.outcome(run.getOutcome())),
        at);
  }
}
