package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.journal.v1.Limits;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.search.SearchMethod;
import dev.swarm.shared.verdict.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Translates between what events are made of and the journal's schema. */
final class PartProto {
  private PartProto() {}

  static Limits limits(Settings.Limits limits) {
    Limits.Builder message =
        Limits.newBuilder()
            .setSeed(limits.seed())
            .setWaitFor(limits.waitFor())
            .setApproval(limits.approval())
            .setSearch(limits.search().name().toLowerCase(Locale.ROOT));
    limits.experimentsPerMachine().ifPresent(message::setExperimentsPerMachine);
    limits.minGain().ifPresent(message::setMinGain);
    return message.build();
  }

  static Settings.Limits limits(Limits message) {
    return new Settings.Limits(
        message.getSeed(),
        message.hasExperimentsPerMachine()
            ? OptionalInt.of(message.getExperimentsPerMachine())
            : OptionalInt.empty(),
        message.getWaitFor(),
        message.getApproval(),
        message.hasMinGain() ? OptionalDouble.of(message.getMinGain()) : OptionalDouble.empty(),
        message.getSearch().isEmpty()
            ? SearchMethod.RANDOM
            : SearchMethod.valueOf(message.getSearch().toUpperCase(Locale.ROOT)));
  }

  static dev.swarm.coordinator.journal.v1.Experiment experiment(Experiment experiment) {
    dev.swarm.coordinator.journal.v1.Experiment.Builder message =
        dev.swarm.coordinator.journal.v1.Experiment.newBuilder()
            .setId(experiment.id().toString())
            .setToken(experiment.token())
            .setAttempt(experiment.attempt())
            .setProposal(ProposalProto.proposal(experiment.proposal()))
            .setAssignedAt(experiment.assignedAt().toEpochMilli());
    experiment.base().ifPresent(base -> message.setBase(base.toString()));
    return message.build();
  }

  static Experiment experiment(dev.swarm.coordinator.journal.v1.Experiment message) {
    return new Experiment(
        ExperimentId.parse(message.getId()),
        message.getToken(),
        message.getAttempt(),
        ProposalProto.proposal(message.getProposal()),
        message.hasBase() ? Optional.of(ExperimentId.parse(message.getBase())) : Optional.empty(),
        time(message.getAssignedAt()));
  }

  static dev.swarm.coordinator.journal.v1.Outcome outcome(Outcome outcome) {
    dev.swarm.coordinator.journal.v1.Outcome.Builder message =
        dev.swarm.coordinator.journal.v1.Outcome.newBuilder().setFacts(facts(outcome.facts()));
    if (outcome instanceof Outcome.Measured measured) {
      var result =
          dev.swarm.coordinator.journal.v1.Outcome.Measured.newBuilder()
              .setMetric(measured.metric())
              .putAllSummary(measured.summary());
      measured.memoryMib().ifPresent(result::setMemoryMib);
      return message.setMeasured(result).build();
    }
    if (outcome instanceof Outcome.Crashed crashed) {
      return message
          .setCrashed(
              dev.swarm.coordinator.journal.v1.Outcome.Crashed.newBuilder()
                  .setKind(crashed.kind())
                  .setReason(crashed.reason())
                  .setLogTail(crashed.logTail()))
          .build();
    }
    Outcome.Interrupted interrupted = (Outcome.Interrupted) outcome;
    return message
        .setInterrupted(
            dev.swarm.coordinator.journal.v1.Outcome.Interrupted.newBuilder()
                .setReason(interrupted.reason()))
        .build();
  }

  static Outcome outcome(dev.swarm.coordinator.journal.v1.Outcome message) {
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
          throw new IllegalArgumentException("The journal holds an outcome without a result.");
    };
  }

  static dev.swarm.coordinator.journal.v1.RunFacts facts(RunFacts facts) {
    var message =
        dev.swarm.coordinator.journal.v1.RunFacts.newBuilder()
            .setDuration(facts.duration().toNanos())
            .setSettingsOnly(facts.settingsOnly());
    facts.startedAt().ifPresent(at -> message.setStartedAt(at.toEpochMilli()));
    facts.startup().ifPresent(startup -> message.setStartup(startup.toNanos()));
    facts.idle().ifPresent(idle -> message.setIdle(idle.toNanos()));
    facts
        .lines()
        .ifPresent(
            lines ->
                message.setLines(
                    dev.swarm.coordinator.journal.v1.LineChange.newBuilder()
                        .setAdded(lines.added())
                        .setRemoved(lines.removed())));
    return message.build();
  }

  static RunFacts facts(dev.swarm.coordinator.journal.v1.RunFacts message) {
    return new RunFacts(
        message.hasStartedAt() ? Optional.of(time(message.getStartedAt())) : Optional.empty(),
        Duration.ofNanos(message.getDuration()),
        message.hasStartup()
            ? Optional.of(Duration.ofNanos(message.getStartup()))
            : Optional.empty(),
        message.hasIdle() ? Optional.of(Duration.ofNanos(message.getIdle())) : Optional.empty(),
        message.hasLines()
            ? Optional.of(
                new LineChange(message.getLines().getAdded(), message.getLines().getRemoved()))
            : Optional.empty(),
        message.getSettingsOnly());
  }

  static dev.swarm.coordinator.journal.v1.Sample sample(Sample sample) {
    return dev.swarm.coordinator.journal.v1.Sample.newBuilder()
        .setRuns(sample.runs())
        .setMean(sample.mean())
        .setSquares(sample.squares())
        .build();
  }

  static Sample sample(dev.swarm.coordinator.journal.v1.Sample message) {
    return new Sample(message.getRuns(), message.getMean(), message.getSquares());
  }

  static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
