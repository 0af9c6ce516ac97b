package dev.swarm.coordinator.journal;

import com.google.protobuf.Message;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.journal.v1.BranchAdvanced;
import dev.swarm.coordinator.journal.v1.CampaignStarted;
import dev.swarm.coordinator.journal.v1.EvidenceRecorded;
import dev.swarm.coordinator.journal.v1.ExperimentAssigned;
import dev.swarm.coordinator.journal.v1.ExperimentHandedOutAgain;
import dev.swarm.coordinator.journal.v1.ExperimentJudged;
import dev.swarm.coordinator.journal.v1.ExperimentRebased;
import dev.swarm.coordinator.journal.v1.ExperimentWithdrawn;
import dev.swarm.coordinator.journal.v1.LeaseExpired;
import dev.swarm.coordinator.journal.v1.Limits;
import dev.swarm.coordinator.journal.v1.LimitsChanged;
import dev.swarm.coordinator.journal.v1.MachineJoined;
import dev.swarm.coordinator.journal.v1.MachineSetAside;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Translates between the campaign's events and the journal's schema. */
final class EventProto {
  private EventProto() {}

  static Message toProto(Event event) {
    long at = event.at().toEpochMilli();
    if (event instanceof Event.CampaignStarted e) {
      return CampaignStarted.newBuilder()
          .setAt(at)
          .setFileText(e.fileText())
          .setBaseCommit(e.baseCommit())
          .putAllBaseKnobs(e.baseKnobs())
          .setLimits(limits(e.limits()))
          .build();
    }
    if (event instanceof Event.LimitsChanged e) {
      return LimitsChanged.newBuilder().setAt(at).setLimits(limits(e.limits())).build();
    }
    if (event instanceof Event.MachineJoined e) {
      return MachineJoined.newBuilder()
          .setAt(at)
          .setMachine(e.machine().text())
          .setHardwareClass(e.hardwareClass())
          .setBranch(e.branch())
          .setIncarnation(e.incarnation())
          .setProcess(e.process())
          .build();
    }
    if (event instanceof Event.LeaseExpired e) {
      return LeaseExpired.newBuilder().setAt(at).setMachine(e.machine().text()).build();
    }
    if (event instanceof Event.MachineSetAside e) {
      return MachineSetAside.newBuilder()
          .setAt(at)
          .setMachine(e.machine().text())
          .setReason(e.reason())
          .build();
    }
    if (event instanceof Event.ExperimentAssigned e) {
      ExperimentAssigned.Builder message =
          ExperimentAssigned.newBuilder()
              .setAt(at)
              .setExperiment(e.id().toString())
              .setToken(e.token())
              .setProposal(proposal(e.proposal()));
      e.base().ifPresent(base -> message.setBase(base.toString()));
      return message.build();
    }
    if (event instanceof Event.ExperimentHandedOutAgain e) {
      return ExperimentHandedOutAgain.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setToken(e.token())
          .setReason(e.reason())
          .setInterrupted(e.interrupted())
          .build();
    }
    if (event instanceof Event.ExperimentRebased e) {
      return ExperimentRebased.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setBase(e.base().toString())
          .setProposal(proposal(e.proposal()))
          .build();
    }
    if (event instanceof Event.ExperimentWithdrawn e) {
      return ExperimentWithdrawn.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setReason(e.reason())
          .build();
    }
    if (event instanceof Event.ExperimentJudged e) {
      return ExperimentJudged.newBuilder()
          .setAt(at)
          .setExperiment(experiment(e.experiment()))
          .setCommit(e.commit())
          .setOutcome(outcome(e.outcome()))
          .setStatus(e.verdict().status().text())
          .setReason(e.verdict().reason())
          .setRow(e.row())
          .build();
    }
    if (event instanceof Event.BranchAdvanced e) {
      return BranchAdvanced.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setProposal(proposal(e.proposal()))
          .setCommit(e.head().commit())
          .setMetric(e.head().metric())
          .setLedgerRows(e.head().ledgerRows())
          .build();
    }
    if (event instanceof Event.EvidenceRecorded e) {
      return EvidenceRecorded.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setToken(e.token())
          .setCommit(e.commit())
          .setOutcome(outcome(e.outcome()))
          .setReason(e.reason())
          .build();
    }
    throw new IllegalArgumentException("The journal has no message for " + event);
  }

  static Event fromProto(Message message) {
    if (message instanceof CampaignStarted m) {
      return new Event.CampaignStarted(
          m.getFileText(),
          m.getBaseCommit(),
          m.getBaseKnobsMap(),
          limits(m.getLimits()),
          time(m.getAt()));
    }
    if (message instanceof LimitsChanged m) {
      return new Event.LimitsChanged(limits(m.getLimits()), time(m.getAt()));
    }
    if (message instanceof MachineJoined m) {
      return new Event.MachineJoined(
          new MachineName(m.getMachine()),
          m.getHardwareClass(),
          m.getBranch(),
          m.getIncarnation(),
          m.getProcess(),
          time(m.getAt()));
    }
    if (message instanceof LeaseExpired m) {
      return new Event.LeaseExpired(new MachineName(m.getMachine()), time(m.getAt()));
    }
    if (message instanceof MachineSetAside m) {
      return new Event.MachineSetAside(
          new MachineName(m.getMachine()), m.getReason(), time(m.getAt()));
    }
    if (message instanceof ExperimentAssigned m) {
      return new Event.ExperimentAssigned(
          ExperimentId.parse(m.getExperiment()),
          m.getToken(),
          proposal(m.getProposal()),
          m.hasBase() ? Optional.of(ExperimentId.parse(m.getBase())) : Optional.empty(),
          time(m.getAt()));
    }
    if (message instanceof ExperimentHandedOutAgain m) {
      return new Event.ExperimentHandedOutAgain(
          ExperimentId.parse(m.getExperiment()),
          m.getToken(),
          m.getReason(),
          m.getInterrupted(),
          time(m.getAt()));
    }
    if (message instanceof ExperimentRebased m) {
      return new Event.ExperimentRebased(
          ExperimentId.parse(m.getExperiment()),
          ExperimentId.parse(m.getBase()),
          proposal(m.getProposal()),
          time(m.getAt()));
    }
    if (message instanceof ExperimentWithdrawn m) {
      return new Event.ExperimentWithdrawn(
          ExperimentId.parse(m.getExperiment()), m.getReason(), time(m.getAt()));
    }
    if (message instanceof ExperimentJudged m) {
      return new Event.ExperimentJudged(
          experiment(m.getExperiment()),
          m.getCommit(),
          outcome(m.getOutcome()),
          new Verdict(Status.valueOf(m.getStatus().toUpperCase(Locale.ROOT)), m.getReason()),
          m.getRow(),
          time(m.getAt()));
    }
    if (message instanceof BranchAdvanced m) {
      ExperimentId id = ExperimentId.parse(m.getExperiment());
      Instant at = time(m.getAt());
      return new Event.BranchAdvanced(
          id,
          proposal(m.getProposal()),
          new Head(id, m.getCommit(), m.getMetric(), m.getLedgerRows(), at),
          at);
    }
    if (message instanceof EvidenceRecorded m) {
      return new Event.EvidenceRecorded(
          ExperimentId.parse(m.getExperiment()),
          m.getToken(),
          m.getCommit(),
          outcome(m.getOutcome()),
          m.getReason(),
          time(m.getAt()));
    }
    throw new IllegalArgumentException("No event is written as " + message.getClass());
  }

  private static Limits limits(Settings.Limits limits) {
    Limits.Builder message =
        Limits.newBuilder().setSeed(limits.seed()).setWaitFor(limits.waitFor());
    limits.experimentsPerMachine().ifPresent(message::setExperimentsPerMachine);
    return message.build();
  }

  private static Settings.Limits limits(Limits message) {
    return new Settings.Limits(
        message.getSeed(),
        message.hasExperimentsPerMachine()
            ? OptionalInt.of(message.getExperimentsPerMachine())
            : OptionalInt.empty(),
        message.getWaitFor());
  }

  private static dev.swarm.coordinator.journal.v1.Proposal proposal(Proposal proposal) {
    return dev.swarm.coordinator.journal.v1.Proposal.newBuilder()
        .putAllKnobs(proposal.edit().knobs())
        .setDescription(proposal.description())
        .setOrigin(proposal.origin().name().toLowerCase(Locale.ROOT))
        .setReason(proposal.reason())
        .build();
  }

  private static Proposal proposal(dev.swarm.coordinator.journal.v1.Proposal message) {
    return new Proposal(
        new Edit(message.getKnobsMap()),
        message.getDescription(),
        Origin.valueOf(message.getOrigin().toUpperCase(Locale.ROOT)),
        message.getReason());
  }

  private static dev.swarm.coordinator.journal.v1.Experiment experiment(Experiment experiment) {
    dev.swarm.coordinator.journal.v1.Experiment.Builder message =
        dev.swarm.coordinator.journal.v1.Experiment.newBuilder()
            .setId(experiment.id().toString())
            .setToken(experiment.token())
            .setAttempt(experiment.attempt())
            .setProposal(proposal(experiment.proposal()))
            .setAssignedAt(experiment.assignedAt().toEpochMilli());
    experiment.base().ifPresent(base -> message.setBase(base.toString()));
    return message.build();
  }

  private static Experiment experiment(dev.swarm.coordinator.journal.v1.Experiment message) {
    return new Experiment(
        ExperimentId.parse(message.getId()),
        message.getToken(),
        message.getAttempt(),
        proposal(message.getProposal()),
        message.hasBase() ? Optional.of(ExperimentId.parse(message.getBase())) : Optional.empty(),
        time(message.getAssignedAt()));
  }

  private static dev.swarm.coordinator.journal.v1.Outcome outcome(Outcome outcome) {
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

  private static Outcome outcome(dev.swarm.coordinator.journal.v1.Outcome message) {
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

  private static dev.swarm.coordinator.journal.v1.RunFacts facts(RunFacts facts) {
    var message =
        dev.swarm.coordinator.journal.v1.RunFacts.newBuilder()
            .setDuration(facts.duration().toNanos());
    facts.startedAt().ifPresent(at -> message.setStartedAt(at.toEpochMilli()));
    facts.startup().ifPresent(startup -> message.setStartup(startup.toNanos()));
    facts.idle().ifPresent(idle -> message.setIdle(idle.toNanos()));
    return message.build();
  }

  private static RunFacts facts(dev.swarm.coordinator.journal.v1.RunFacts message) {
    return new RunFacts(
        message.hasStartedAt() ? Optional.of(time(message.getStartedAt())) : Optional.empty(),
        Duration.ofNanos(message.getDuration()),
        message.hasStartup()
            ? Optional.of(Duration.ofNanos(message.getStartup()))
            : Optional.empty(),
        message.hasIdle() ? Optional.of(Duration.ofNanos(message.getIdle())) : Optional.empty());
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
