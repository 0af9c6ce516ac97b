package dev.swarm.coordinator.journal;

import static dev.swarm.coordinator.journal.PartProto.limits;
import static dev.swarm.coordinator.journal.PartProto.time;
import static dev.swarm.coordinator.journal.ProposalProto.proposal;

import com.google.protobuf.Message;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.v1.BranchAdvanced;
import dev.swarm.coordinator.journal.v1.CampaignPaused;
import dev.swarm.coordinator.journal.v1.CampaignResumed;
import dev.swarm.coordinator.journal.v1.CampaignStarted;
import dev.swarm.coordinator.journal.v1.ConfirmationOrdered;
import dev.swarm.coordinator.journal.v1.EvidenceRecorded;
import dev.swarm.coordinator.journal.v1.ExperimentAssigned;
import dev.swarm.coordinator.journal.v1.ExperimentHandedOutAgain;
import dev.swarm.coordinator.journal.v1.ExperimentJudged;
import dev.swarm.coordinator.journal.v1.ExperimentRebased;
import dev.swarm.coordinator.journal.v1.ExperimentWithdrawn;
import dev.swarm.coordinator.journal.v1.LeaseExpired;
import dev.swarm.coordinator.journal.v1.LedgerImported;
import dev.swarm.coordinator.journal.v1.LimitsChanged;
import dev.swarm.coordinator.journal.v1.LoopApproved;
import dev.swarm.coordinator.journal.v1.MachineJoined;
import dev.swarm.coordinator.journal.v1.MachinePaused;
import dev.swarm.coordinator.journal.v1.MachineResumed;
import dev.swarm.coordinator.journal.v1.MachineSetAside;
import dev.swarm.coordinator.journal.v1.OfflineRunTaken;
import dev.swarm.coordinator.journal.v1.OfflineRunsAnnounced;
import dev.swarm.coordinator.journal.v1.ProposalDropped;
import dev.swarm.coordinator.journal.v1.ProposalQueued;
import dev.swarm.coordinator.journal.v1.RunMeasured;
import dev.swarm.coordinator.journal.v1.RungMeasured;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Optional;
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
          .setDirectory(e.directory())
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
      e.queued().ifPresent(message::setQueued);
      return message.build();
    }
    if (event instanceof Event.ProposalQueued e) {
      ProposalQueued.Builder message =
          ProposalQueued.newBuilder()
              .setAt(at)
              .setMachine(e.machine().text())
              .setNumber(e.number())
              .setProposal(proposal(e.proposal()))
              .setFirst(e.first());
      e.expires().ifPresent(end -> message.setExpires(end.toEpochMilli()));
      return message.build();
    }
    if (event instanceof Event.ProposalDropped e) {
      return ProposalDropped.newBuilder()
          .setAt(at)
          .setMachine(e.machine().text())
          .setNumber(e.number())
          .setReason(e.reason())
          .build();
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
    if (event instanceof Event.CampaignPaused) {
      return CampaignPaused.newBuilder().setAt(at).build();
    }
    if (event instanceof Event.CampaignResumed) {
      return CampaignResumed.newBuilder().setAt(at).build();
    }
    if (event instanceof Event.MachinePaused e) {
      return MachinePaused.newBuilder().setAt(at).setMachine(e.machine().text()).build();
    }
    if (event instanceof Event.MachineResumed e) {
      return MachineResumed.newBuilder().setAt(at).setMachine(e.machine().text()).build();
    }
    if (event instanceof Event.OfflineRunsAnnounced e) {
      OfflineRunsAnnounced.Builder message =
          OfflineRunsAnnounced.newBuilder().setAt(at).setMachine(e.machine().text());
      e.series().ifPresent(message::setSeries);
      return message.build();
    }
    if (event instanceof Event.OfflineRunTaken e) {
      return OfflineRunTaken.newBuilder()
          .setAt(at)
          .setExperiment(e.id().toString())
          .setSeries(e.series())
          .setNumber(e.number())
          .setName(e.name())
          .build();
    }
    if (event instanceof Event.LoopApproved e) {
      return LoopApproved.newBuilder().setAt(at).setMachine(e.machine().text()).build();
    }
    if (event instanceof Event.RunMeasured e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.ConfirmationOrdered e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.ExperimentJudged e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.RungMeasured e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.BranchAdvanced e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.EvidenceRecorded e) {
      return VerdictProto.toProto(e);
    }
    if (event instanceof Event.LedgerImported e) {
      return ImportProto.toProto(e);
    }
    throw new IllegalArgumentException("The journal has no message for " + event);
  }

  static Event fromProto(Message message) {
    if (message instanceof CampaignStarted m) {
      return new Event.CampaignStarted(
          m.getFileText(),
          m.getBaseCommit(),
          m.getDirectory(),
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
          m.hasQueued() ? OptionalInt.of(m.getQueued()) : OptionalInt.empty(),
          time(m.getAt()));
    }
    if (message instanceof ProposalQueued m) {
      return new Event.ProposalQueued(
          new MachineName(m.getMachine()),
          m.getNumber(),
          proposal(m.getProposal()),
          m.getFirst(),
          m.hasExpires() ? Optional.of(time(m.getExpires())) : Optional.empty(),
          time(m.getAt()));
    }
    if (message instanceof ProposalDropped m) {
      return new Event.ProposalDropped(
          new MachineName(m.getMachine()), m.getNumber(), m.getReason(), time(m.getAt()));
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
    if (message instanceof CampaignPaused m) {
      return new Event.CampaignPaused(time(m.getAt()));
    }
    if (message instanceof CampaignResumed m) {
      return new Event.CampaignResumed(time(m.getAt()));
    }
    if (message instanceof MachinePaused m) {
      return new Event.MachinePaused(new MachineName(m.getMachine()), time(m.getAt()));
    }
    if (message instanceof MachineResumed m) {
      return new Event.MachineResumed(new MachineName(m.getMachine()), time(m.getAt()));
    }
    if (message instanceof OfflineRunsAnnounced m) {
      return new Event.OfflineRunsAnnounced(
          new MachineName(m.getMachine()),
          m.hasSeries() ? Optional.of(m.getSeries()) : Optional.empty(),
          time(m.getAt()));
    }
    if (message instanceof OfflineRunTaken m) {
      return new Event.OfflineRunTaken(
          ExperimentId.parse(m.getExperiment()),
          m.getSeries(),
          m.getNumber(),
          m.getName(),
          time(m.getAt()));
    }
    if (message instanceof LoopApproved m) {
      return new Event.LoopApproved(new MachineName(m.getMachine()), time(m.getAt()));
    }
    if (message instanceof RunMeasured m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof ConfirmationOrdered m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof ExperimentJudged m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof RungMeasured m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof BranchAdvanced m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof EvidenceRecorded m) {
      return VerdictProto.fromProto(m);
    }
    if (message instanceof LedgerImported m) {
      return ImportProto.fromProto(m);
    }
    throw new IllegalArgumentException("No event is written as " + message.getClass());
  }
}
