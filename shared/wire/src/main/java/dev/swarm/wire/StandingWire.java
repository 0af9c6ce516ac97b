package dev.swarm.wire;

import dev.swarm.proto.v1.StandingHead;
import dev.swarm.proto.v1.TrialRuns;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Yardstick;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.pcollections.TreePVector;

/** Translates between what a machine has to know to go on by itself and the wire. */
public final class StandingWire {
  private StandingWire() {}

  /**
   * Where a branch stands, for its machine.
   *
   * @param trial the runs so far of what it runs
   * @param tenure how many folders have had its name
   */
  public static dev.swarm.proto.v1.Standing standing(Standing standing, Trial trial, int tenure) {
    dev.swarm.proto.v1.Standing.Builder message =
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
    standing.previous().map(StandingWire::head).ifPresent(message::setPrevious);
    standing.yardstick().bestPassed().ifPresent(message::setBestPassed);
    return message.build();
  }

  /** Where a branch stands, as the coordinator said last. */
  public static Standing standing(MachineName machine, dev.swarm.proto.v1.Standing message) {
    return new Standing(
        machine,
        message.getSeed(),
        message.getNextNumber(),
        message.hasLeft() ? OptionalInt.of(message.getLeft()) : OptionalInt.empty(),
        message.getKnobsMap(),
        message.getTriedList().stream().map(ProposalWire::edit).collect(Collectors.toSet()),
        head(message.getHead()),
        message.hasPrevious() ? Optional.of(head(message.getPrevious())) : Optional.empty(),
        new Yardstick(
            new Noise(message.getNoiseSquares(), message.getNoiseDegrees()),
            message.hasBestPassed()
                ? OptionalDouble.of(message.getBestPassed())
                : OptionalDouble.empty(),
            message.getLargestGain()));
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

  private static Standing.Head head(StandingHead message) {
    return new Standing.Head(
        message.getExperiment(),
        new Incumbent(
            new Sample(message.getRuns(), message.getMean(), message.getSquares()),
            message.hasMemoryMib()
                ? OptionalDouble.of(message.getMemoryMib())
                : OptionalDouble.empty()));
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

  private static Judgement.Side side(boolean incumbent) {
    return incumbent ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE;
  }
}
