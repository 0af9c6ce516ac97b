package dev.swarm.wire;

import dev.swarm.proto.v1.Crashed;
import dev.swarm.proto.v1.Interrupted;
import dev.swarm.proto.v1.Measured;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Translates between what became of a run and the wire. */
public final class OutcomeWire {
  private OutcomeWire() {}

  /** What became of a run, for the other end. */
  public static dev.swarm.proto.v1.Outcome outcome(Outcome outcome) {
    dev.swarm.proto.v1.Outcome.Builder message =
        dev.swarm.proto.v1.Outcome.newBuilder().setFacts(facts(outcome.facts()));
    if (outcome instanceof Outcome.Measured measured) {
      Measured.Builder result =
          Measured.newBuilder().setMetric(measured.metric()).putAllSummary(measured.summary());
      measured.memoryMib().ifPresent(result::setMemoryMib);
      message.setMeasured(result);
    } else if (outcome instanceof Outcome.Crashed crashed) {
      message.setCrashed(
          Crashed.newBuilder()
              .setKind(crashed.kind())
              .setReason(crashed.reason())
              .setLogTail(crashed.logTail()));
    } else if (outcome instanceof Outcome.Interrupted interrupted) {
      message.setInterrupted(Interrupted.newBuilder().setReason(interrupted.reason()));
    }
    return message.build();
  }

  private static dev.swarm.proto.v1.RunFacts facts(RunFacts facts) {
    dev.swarm.proto.v1.RunFacts.Builder message =
        dev.swarm.proto.v1.RunFacts.newBuilder()
            .setDurationSeconds(Durations.seconds(facts.duration()))
            .setSettingsOnly(facts.settingsOnly());
    facts.startedAt().ifPresent(at -> message.setStartedAtMs(at.toEpochMilli()));
    facts.startup().ifPresent(each -> message.setStartupSeconds(Durations.seconds(each)));
    facts.idle().ifPresent(each -> message.setIdleSeconds(Durations.seconds(each)));
    facts
        .lines()
        .ifPresent(
            each ->
                message.setLines(
                    dev.swarm.proto.v1.LineChange.newBuilder()
                        .setAdded(each.added())
                        .setRemoved(each.removed())));
    return message.build();
  }

  /**
   * What a worker says became of a run.
   *
   * @throws IllegalArgumentException with a sentence when it makes no sense
   */
  public static Outcome outcome(dev.swarm.proto.v1.Outcome message) {
    RunFacts facts = facts(message.getFacts());
    return switch (message.getResultCase()) {
      case MEASURED ->
          new Outcome.Measured(
              message.getMeasured().getMetric(),
              message.getMeasured().hasMemoryMib()
                  ? OptionalDouble.of(message.getMeasured().getMemoryMib())
                  : OptionalDouble.empty(),
              message.getMeasured().getSummaryMap(),
              facts);
      case CRASHED ->
          new Outcome.Crashed(
              message.getCrashed().getKind(),
              message.getCrashed().getReason(),
              message.getCrashed().getLogTail(),
              facts);
      case INTERRUPTED -> new Outcome.Interrupted(message.getInterrupted().getReason(), facts);
      case RESULT_NOT_SET ->
          throw new IllegalArgumentException("The worker reported an outcome without a result.");
    };
  }

  private static RunFacts facts(dev.swarm.proto.v1.RunFacts message) {
    return new RunFacts(
        message.getStartedAtMs() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(message.getStartedAtMs())),
        duration(message.getDurationSeconds()),
        message.hasStartupSeconds()
            ? Optional.of(duration(message.getStartupSeconds()))
            : Optional.empty(),
        message.hasIdleSeconds()
            ? Optional.of(duration(message.getIdleSeconds()))
            : Optional.empty(),
        message.hasLines()
            ? Optional.of(
                new LineChange(message.getLines().getAdded(), message.getLines().getRemoved()))
            : Optional.empty(),
        message.getSettingsOnly());
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
