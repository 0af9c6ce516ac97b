package dev.swarm.coordinator.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
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
import java.io.NotSerializableException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes events to the journal as protobuf; the manifest is the message's name without its package.
 * Named in {@code application.conf}. Stateless, so any thread may use it.
 */
public final class EventSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_300_001;
  private static final Map<String, Parser<? extends Message>> PARSERS =
      Stream.<Message>of(
              CampaignStarted.getDefaultInstance(),
              LimitsChanged.getDefaultInstance(),
              MachineJoined.getDefaultInstance(),
              LeaseExpired.getDefaultInstance(),
              MachineSetAside.getDefaultInstance(),
              ExperimentAssigned.getDefaultInstance(),
              ExperimentHandedOutAgain.getDefaultInstance(),
              ExperimentRebased.getDefaultInstance(),
              ExperimentWithdrawn.getDefaultInstance(),
              RunMeasured.getDefaultInstance(),
              ConfirmationOrdered.getDefaultInstance(),
              CampaignPaused.getDefaultInstance(),
              CampaignResumed.getDefaultInstance(),
              MachinePaused.getDefaultInstance(),
              MachineResumed.getDefaultInstance(),
              OfflineRunsAnnounced.getDefaultInstance(),
              OfflineRunTaken.getDefaultInstance(),
              LoopApproved.getDefaultInstance(),
              ExperimentJudged.getDefaultInstance(),
              BranchAdvanced.getDefaultInstance(),
              EvidenceRecorded.getDefaultInstance(),
              RungMeasured.getDefaultInstance(),
              ProposalQueued.getDefaultInstance(),
              ProposalDropped.getDefaultInstance(),
              LedgerImported.getDefaultInstance())
          .collect(
              Collectors.toMap(
                  message -> message.getDescriptorForType().getName(), Message::getParserForType));

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object event) {
    return event.getClass().getSimpleName();
  }

  @Override
  public byte[] toBinary(Object event) {
    return EventProto.toProto((Event) event).toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Parser<? extends Message> parser = PARSERS.get(manifest);
    if (parser == null) {
      throw new NotSerializableException(
          "The journal holds a '%s', which this version does not know; it was written by a newer one."
              .formatted(manifest));
    }
    try {
      return EventProto.fromProto(parser.parseFrom(bytes));
    } catch (InvalidProtocolBufferException broken) {
      throw new NotSerializableException(
          "The journal holds a broken '%s': %s".formatted(manifest, broken.getMessage()));
    }
  }
}
