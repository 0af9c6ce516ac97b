package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.server.Warnings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a snapshot that can be used a coordinator reads its journal, and nothing is missing. */
@Timeout(900)
class BrokenSnapshotTest {
  @TempDir Path folder;

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreOfAnotherVersion() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET snapshot_ser_manifest = 'older'");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreCut() throws Exception {
    readsTheWholeJournalAfter(
        "UPDATE snapshot SET snapshot_payload = substr(snapshot_payload, 1, length(snapshot_payload) / 2)");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreEmpty() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET snapshot_payload = x''");
  }

  @Test
  void readsTheWholeJournalWhenTheSnapshotsAreAheadOfIt() throws Exception {
    readsTheWholeJournalAfter("UPDATE snapshot SET sequence_number = sequence_number + 1000000");
  }

  @Test
  void readsTheWholeJournalWhenABitOfASnapshotHasChanged() throws Exception {
    KeptCampaign kept = KeptCampaign.onSqlite(folder);
    kept.fill(2);
    try (Connection connection = kept.connect();
        Statement statement = connection.createStatement();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE snapshot SET snapshot_payload = ? WHERE sequence_number = ?")) {
      List<Long> positions = new ArrayList<>();
      List<byte[]> payloads = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT sequence_number, snapshot_payload FROM snapshot")) {
        while (rows.next()) {
          positions.add(rows.getLong(1));
          payloads.add(rows.getBytes(2));
        }
      }
      for (int i = 0; i < positions.size(); i++) {
        payloads.get(i)[payloads.get(i).length * 2 / 3] ^= 4;
        update.setBytes(1, payloads.get(i));
        update.setLong(2, positions.get(i));
        update.executeUpdate();
      }
    }
    assertReadsAll(kept);
  }

  @Test
  void usesTheSnapshotBeforeWhenOnlyTheLastOneIsBroken() throws Exception {
    KeptCampaign kept = KeptCampaign.onSqlite(folder);
    kept.fill(2);
    assertThat(kept.count("snapshot")).isEqualTo(2);
    kept.run(
        "UPDATE snapshot SET snapshot_payload = x'00' WHERE sequence_number = (SELECT max(sequence_number) FROM snapshot)");
    long before = kept.one("SELECT min(sequence_number) FROM snapshot");
    long all = kept.count("event_journal");
    Ledgers ledgers = new Ledgers();
    Watched<?> watched = new Watched<>(ledgers);

    try (LiveCampaign campaign = kept.open(1_000_000, watched)) {
      assertThat(watched.told()).isEqualTo(all - before);
      kept.assertSameAsReplayed(campaign, ledgers, 0);
    }
  }

  @Test
  void goesOnWhenNoSnapshotCanBeWritten() throws Exception {
    KeptCampaign kept = KeptCampaign.onSqlite(folder);
    kept.open();
    kept.run("CREATE TRIGGER f BEFORE INSERT ON snapshot BEGIN SELECT RAISE(ABORT, 'full'); END");

    kept.fill(0);

    assertThat(kept.count("snapshot")).isZero();
    assertReadsAll(kept);
  }

  private void readsTheWholeJournalAfter(String harm) throws Exception {
    KeptCampaign kept = KeptCampaign.onSqlite(folder);
    kept.fill(2);
    assertThat(kept.count("snapshot")).isEqualTo(2);
    kept.run(harm);
    try (Warnings warnings = new Warnings("dev.swarm.coordinator.snapshot.Snapshots")) {
      assertReadsAll(kept);
      assertThat(warnings.sentences())
          .singleElement()
          .asString()
          .startsWith("The last snapshot of the campaign can't be used (")
          .endsWith("so the journal is read from event 1 on, which takes longer this once.");
    }
  }

  private static void assertReadsAll(KeptCampaign kept) throws Exception {
    long all = kept.count("event_journal");
    Ledgers ledgers = new Ledgers();
    Watched<?> watched = new Watched<>(ledgers);
    try (LiveCampaign campaign = kept.open(1_000_000, watched)) {
      assertThat(watched.told()).isEqualTo(all);
      kept.assertSameAsReplayed(campaign, ledgers, 0);
      assertThat(KeptCampaign.ask(campaign, KeptCampaign.join(77))).isEqualTo(Reply.ACCEPTED);
    }
  }
}
