package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.PostgresJournal;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.shared.campaign.MachineName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers of one campaign: the journal's key lets one of them write, and the other stops. */
class FencingTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void stopsTheSecondWriterOnPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      stopsTheSecondWriter(() -> PostgresJournal.open(server.url()));
    }
  }

  @Test
  void stopsTheSecondWriterOnSqlite() throws Exception {
    stopsTheSecondWriter(() -> SqliteJournal.open(folder.resolve("journal.db")));
  }

  private interface Journal {
    Config open() throws Exception;
  }

  private static void stopsTheSecondWriter(Journal journal) throws Exception {
    List<Event> written = new ArrayList<>();
    try (LiveCampaign before = LiveCampaign.start(journal.open(), event -> {})) {
      assertThat(ask(before, RandomCommands.start(0))).isEqualTo(Reply.ACCEPTED);
    }
    try (LiveCampaign first = LiveCampaign.start(journal.open(), event -> {});
        LiveCampaign second = LiveCampaign.start(journal.open(), event -> {})) {
      // Both have recovered once they answer.
      ask(first, nothing());
      ask(second, nothing());
      assertThat(ask(first, join(1))).isEqualTo(Reply.ACCEPTED);
      CompletableFuture<Reply> refused = second.submit(join(2)).toCompletableFuture();
      String sentence =
          second.ended().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(sentence)
          .startsWith("Another coordinator writes this campaign's journal; this one has stopped.");
      assertThat(ask(first, join(3))).isEqualTo(Reply.ACCEPTED);
      assertThat(refused).as("acknowledged").isNotCompleted();
      assertThat(first.ended().toCompletableFuture()).isNotDone();
    }
    LiveCampaign.start(journal.open(), written::add).close();
    assertThat(written)
        .filteredOn(Event.MachineJoined.class::isInstance)
        .extracting(event -> ((Event.MachineJoined) event).process())
        .containsExactly("1", "3");
  }

  private static Command nothing() {
    return new Command.ApproveLoop(Optional.empty(), Instant.EPOCH);
  }

  private static Command join(int process) {
    return new Command.Join(
        new MachineName("m4max"),
        "cpu",
        "folder",
        Integer.toString(process),
        Set.of(),
        Instant.EPOCH);
  }

  private static Reply ask(LiveCampaign campaign, Command command) throws Exception {
    return campaign.submit(command).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
