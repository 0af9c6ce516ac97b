package dev.swarm.coordinator.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Reply;
import dev.swarm.coordinator.journal.JournalReader;
import dev.swarm.coordinator.journal.PostgresServer;
import dev.swarm.coordinator.ledger.JournalUnreadable;
import dev.swarm.coordinator.ledger.Ledgers;
import dev.swarm.coordinator.ledger.PlacedLine;
import dev.swarm.coordinator.snapshot.Projection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator that starts from a snapshot is the one that would have read its whole journal. */
@Timeout(900)
class SnapshotTest {
  @TempDir Path folder;

  @Test
  void isTheSameFromASnapshotAsFromTheWholeJournalOnSqlite() throws Exception {
    isTheSameFromASnapshotAsFromTheWholeJournal(KeptCampaign.onSqlite(folder));
  }

  @Test
  void isTheSameFromASnapshotAsFromTheWholeJournalOnPostgres() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      isTheSameFromASnapshotAsFromTheWholeJournal(KeptCampaign.onPostgres(server));
    }
  }

  private static void isTheSameFromASnapshotAsFromTheWholeJournal(KeptCampaign kept)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    RandomCommands commands = new RandomCommands(seed);
    long events = 0;
    for (int life = 0; life < 6; life++) {
      Ledgers ledgers = new Ledgers();
      Watched<?> watched = new Watched<>(ledgers);
      int every = 5 + random.nextInt(20);
      int enough = 30 + random.nextInt(150);
      try (LiveCampaign campaign = kept.open(every, watched)) {
        long begun = kept.one("SELECT coalesce(max(sequence_number), 0) FROM event_journal");
        assertThat(watched.told()).as("seed %d: events read again", seed).isEqualTo(events);
        kept.assertSameAsReplayed(campaign, ledgers, seed);
        KeptCampaign.ask(campaign, RandomCommands.start(50));
        // Many commands come to nothing, a snapshot is only taken of what came of some, and
        // whoever ends a life waits only a little for it.
        for (int i = 0; i < enough || newestSnapshot(kept) <= begun; i++) {
          KeptCampaign.ask(campaign, commands.next(campaign.campaign()));
        }
        kept.assertSameAsReplayed(campaign, ledgers, seed);
      }
      assertThat(kept.count("snapshot")).as("seed %d: snapshots", seed).isBetween(1L, 2L);
      // What is read again begins after the newest snapshot, which is never one of an old life.
      events = kept.one("SELECT max(sequence_number) FROM event_journal") - newestSnapshot(kept);
    }
    assertThat(kept.one("SELECT min(sequence_number) FROM event_journal")).isEqualTo(1);
    assertThat(kept.one("SELECT max(sequence_number) FROM event_journal"))
        .isEqualTo(kept.count("event_journal"));
  }

  private static long newestSnapshot(KeptCampaign kept) throws SQLException {
    return kept.one("SELECT coalesce(max(sequence_number), 0) FROM snapshot");
  }

  @Test
  void answersWhileASnapshotIsBeingWritten() throws Exception {
    try (LiveCampaign campaign = KeptCampaign.onSqlite(folder).open(2, new Stuck())) {
      KeptCampaign.ask(campaign, RandomCommands.start(0));
      for (int i = 0; i < 5; i++) {
        KeptCampaign.ask(campaign, KeptCampaign.join(i));
      }
      assertThat(Stuck.REACHED.await(KeptCampaign.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (int i = 5; i < 50; i++) {
        assertThat(KeptCampaign.ask(campaign, KeptCampaign.join(i))).isEqualTo(Reply.ACCEPTED);
      }
      Stuck.RELEASED.countDown();
    }
  }

  @Test
  void readsOldLinesInTheJournalAndSaysSoWhileItCannot() throws Exception {
    KeptCampaign kept = KeptCampaign.onSqlite(folder);
    kept.fill(0);
    Ledgers ledgers = new Ledgers();
    try (LiveCampaign campaign = kept.open(1_000_000, ledgers)) {
      KeptCampaign.ask(campaign, KeptCampaign.join(1));
      List<PlacedLine> lines = ledgers.page(KeptCampaign.ALL);
      assertThat(lines).hasSizeGreaterThan(20);

      kept.run("ALTER TABLE event_journal RENAME TO away");
      assertThatThrownBy(() -> ledgers.page(KeptCampaign.ALL))
          .isInstanceOf(JournalUnreadable.class)
          .hasMessageStartingWith("The coordinator's journal can't be read just now (")
          .hasMessageEndingWith("); try again.");
      assertThat(ledgers.machines().stream().map(ledgers::last))
          .as("what the status shows")
          .anyMatch(Optional::isPresent);
      kept.run("ALTER TABLE away RENAME TO event_journal");

      assertThat(ledgers.page(KeptCampaign.ALL)).isEqualTo(lines);
    }
  }

  /** A projection whose image takes as long to write as the test wants. */
  private static final class Stuck implements Projection<Stuck.Image> {
    private static final CountDownLatch REACHED = new CountDownLatch(1);
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    record Image(int value) {
      @Override
      public int value() {
        REACHED.countDown();
        try {
          RELEASED.await(KeptCampaign.PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
          Thread.currentThread().interrupt();
        }
        return value;
      }
    }

    @Override
    public void over(JournalReader journal) {}

    @Override
    public void apply(long number, Event event) {}

    @Override
    public Class<Image> imageType() {
      return Image.class;
    }

    @Override
    public Image image() {
      return new Image(7);
    }

    @Override
    public void restore(Image image) {}
  }
}
