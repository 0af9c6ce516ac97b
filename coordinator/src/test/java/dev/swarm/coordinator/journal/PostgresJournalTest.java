package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.entity.LiveCampaign;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The journal on a real PostgreSQL server, which is killed and started again on the way. */
class PostgresJournalTest {
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> isAJournal() throws Exception {
    return JournalTck.journal(PostgresJournal.open(schema("tck_journal")));
  }

  @TestFactory
  Stream<DynamicTest> isASnapshotStore() throws Exception {
    return JournalTck.snapshotStore(PostgresJournal.open(schema("tck_snapshots")));
  }

  @Test
  void makesItsTablesOnceWhenManyNodesStartTogether() throws Exception {
    String url = schema("together");
    int nodes = 5;
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(nodes);
    try {
      List<Future<Config>> opened = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        opened.add(
            pool.submit(
                () -> {
                  go.await();
                  return PostgresJournal.open(url);
                }));
      }
      go.countDown();
      for (Future<Config> each : opened) {
        assertThat(each.get(120, TimeUnit.SECONDS)).isNotNull();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesTablesOfANewerVersionAndLeavesThemAlone() throws Exception {
    String url = schema("newer");
    PostgresJournal.open(url);
    server.execute("INSERT INTO newer.swarm_schema VALUES (99)");

    assertThatThrownBy(() -> PostgresJournal.open(url))
        .isInstanceOf(SQLException.class)
        .hasMessage(
            "its tables are of version 99, and this program knows only 1; start the newer program.");
    server.execute("DELETE FROM newer.swarm_schema WHERE version = 99");
    PostgresJournal.open(url);
  }

  @Test
  void refusesAServerThatDoesNotSync() throws Exception {
    try (PostgresServer unsynced = PostgresServer.start("fsync=off")) {
      assertThatThrownBy(() -> PostgresJournal.open(unsynced.url()))
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "the PostgreSQL server runs with fsync = off and could lose what was acknowledged; set it to on.");
    }
  }

  @Test
  void keepsEveryAcknowledgedCommandWhenTheServerIsKilledAndStartedAgain() throws Exception {
    String url = schema("killed");
    WriterProcess writer = WriterProcess.start(url, 16, "");
    try {
      writer.awaitAcknowledged(300);
      server.kill();
      server.restart();
      int before = writer.acknowledged.size();
      writer.awaitAcknowledged(before + 300);
    } finally {
      writer.killHard();
    }
    List<Integer> written = new ArrayList<>();
    LiveCampaign.start(
            PostgresJournal.open(url),
            event -> {
              if (event instanceof Event.MachineJoined joined) {
                written.add(JournalWriter.number(joined));
              }
            })
        .close();
    assertThat(written).containsAll(writer.acknowledged);
  }

  @Test
  void acceptsAgainSoonAfterItsServerWasAwayForLong() throws Exception {
    // A breaker that opens after a few tries, as it would in a much longer absence.
    Config hasty =
        ConfigFactory.parseString("jdbc-journal.circuit-breaker.max-failures = 3")
            .withFallback(PostgresJournal.open(schema("away")));
    LiveCampaign campaign = LiveCampaign.start(hasty, event -> {});
    try {
      campaign.submit(JournalWriter.start()).toCompletableFuture().get();
      assertThat(JournalWriter.accepts(campaign, 1, 60)).isTrue();
      server.kill();
      assertThat(JournalWriter.accepts(campaign, 2, 15)).isFalse();
      server.restart();
      assertThat(JournalWriter.accepts(campaign, 3, 18)).isTrue();
    } finally {
      campaign.close();
    }
  }

  @Test
  void isNotHeldUpByAWriterThatIsFrozenInTheMiddleOfAWrite() throws Exception {
    String url = schema("frozen");
    WriterProcess writer = WriterProcess.start(url, 16, "");
    try {
      writer.awaitAcknowledged(50);
      freezeInTheMiddleOfAWrite(writer);
      LiveCampaign next = LiveCampaign.start(PostgresJournal.open(url), event -> {});
      try {
        assertThat(JournalWriter.accepts(next, 1_000_000_000, 15)).isTrue();
      } finally {
        next.close();
      }
    } finally {
      writer.killHard();
    }
  }

  private static void freezeInTheMiddleOfAWrite(WriterProcess writer) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      writer.signal("STOP");
      while (server.count("state = 'active' AND pid <> pg_backend_pid()") > 0) {
        // What the server has got already it brings to its end.
        Thread.sleep(5);
      }
      if (server.count("state = 'idle in transaction' AND backend_xid IS NOT NULL") > 0) {
        return;
      }
      writer.signal("CONT");
      writer.awaitAcknowledged(writer.acknowledged.size() + 1);
    }
    throw new AssertionError("it was never in the middle of a write");
  }

  /** A database's schema is as good as a database of its own. */
  private static String schema(String name) throws SQLException {
    server.execute("CREATE SCHEMA " + name);
    return server.url() + "&currentSchema=" + name;
  }
}
