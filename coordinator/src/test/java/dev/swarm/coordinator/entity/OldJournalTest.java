package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.SqliteJournal;
import dev.swarm.coordinator.ledger.Ledgers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals that older versions wrote mean today what they meant then. */
class OldJournalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"journal-1"})
  void meansWhatItMeantWhenItWasWritten(String name) throws Exception {
    List<Event> events = OldJournal.read(lines(name + ".txt"));
    Campaign campaign = Campaign.NEW;
    Ledgers ledgers = new Ledgers();
    for (int i = 0; i < events.size(); i++) {
      campaign = campaign.apply(events.get(i));
      ledgers.apply(i + 1, events.get(i));
    }

    assertThat(events.stream().map(Event::getClass).distinct()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(OldJournal.meaning(campaign, ledgers)).isEqualTo(lines(name + "-says.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal-1"})
  void isGoneOnWith(String name) throws Exception {
    Path journal = folder.resolve("journal.db");
    SqliteJournal.open(journal);
    fill(journal, lines(name + ".txt"));
    Ledgers ledgers = new Ledgers();

    try (LiveCampaign campaign = LiveCampaign.start(SqliteJournal.open(journal), ledgers)) {
      Reply reply =
          campaign
              .submit(new Command.ApproveLoop(Optional.empty(), Instant.EPOCH))
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(reply).isEqualTo(Reply.ACCEPTED);
      assertThat(OldJournal.meaning(campaign.campaign(), ledgers))
          .isEqualTo(lines(name + "-says.txt"));
    }
  }

  private static void fill(Path journal, List<String> lines) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO event_journal (persistence_id, sequence_number, deleted, writer, write_timestamp, adapter_manifest, event_payload, event_ser_id, event_ser_manifest) VALUES ('campaign', ?, 0, 'old', 0, '', ?, 7300001, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < lines.size(); i++) {
        String[] parts = lines.get(i).split("\t", -1);
        row.setLong(1, i + 1);
        row.setBytes(2, Base64.getDecoder().decode(parts[1]));
        row.setString(3, parts[0]);
        row.executeUpdate();
      }
      connection.commit();
    }
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream text = OldJournalTest.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
