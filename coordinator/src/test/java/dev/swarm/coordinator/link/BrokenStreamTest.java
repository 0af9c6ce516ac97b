package dev.swarm.coordinator.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.entity.LiveCampaign;
import dev.swarm.coordinator.server.Warnings;
import dev.swarm.proto.v1.DesiredState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's stream breaks, which gRPC knows a moment before the coordinator is told. */
class BrokenStreamTest {
  @TempDir Path folder;

  @Test
  void doesNotDisturbTheCampaignThatHasNewsForItJustThen() throws Exception {
    try (Warnings faults = new Warnings(LiveCampaign.class.getName());
        BareLink link = new BareLink(folder);
        FakeWorker worker = link.worker("m4max", "folder-a")) {
      DesiredState desired =
          worker.report(FakeWorker.measured(worker.join().getAssignments(0), 1.5));
      assertThat(desired.getAssignmentsCount()).as("one to run, one to wait").isEqualTo(2);

      link.breakStreams();

      // The one that waits is taken back, which the worker is to hear of.
      assertThat(link.decide(new Command.Pause(Optional.empty(), Instant.EPOCH)))
          .isEqualTo(Reply.ACCEPTED);
      assertThat(faults.sentences()).isEmpty();
    }
  }
}
