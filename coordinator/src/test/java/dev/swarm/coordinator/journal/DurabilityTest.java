package dev.swarm.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.entity.LiveCampaign;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is on disk. The number of syncs is counted by {@code bench/journal-sync}.
 */
class DurabilityTest {
  @TempDir Path folder;

  @Test
  void writesOnAConnectionThatSyncsEveryCommit() throws Exception {
    Config config =
        SqliteJournal.open(folder.resolve("journal.db"))
            .withFallback(ConfigFactory.parseResources("coordinator.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    ActorSystem system = ActorSystem.create("pool", config);
    try {
      SlickExtensionImpl pools = (SlickExtensionImpl) SlickExtension.get(system);
      try (Connection connection =
          pools.database(config.getConfig("jdbc-journal")).database().source().createConnection()) {
        assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
        assertThat(pragma(connection, "synchronous")).as("2 is FULL").isEqualTo("2");
        assertThat(pragma(connection, "fullfsync")).isEqualTo("1");
      }
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void keepsEveryAcknowledgedCommandWhenKilledWhileItWrites() throws Exception {
    Path journal = folder.resolve("journal.db");
    WriterProcess writer = WriterProcess.start(journal, 16, "");
    writer.awaitAcknowledged(300);
    writer.killHard();

    assertThat(written(journal)).doesNotHaveDuplicates().containsAll(writer.acknowledged);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void keepsEveryAcknowledgedCommandAndAcknowledgesNoOtherWhenTheDiskIsFull() throws Exception {
    Path journal = folder.resolve("journal.db");
    WriterProcess writer = WriterProcess.start(journal, 16, "ulimit -f 6000;");

    assertThat(writer.awaitStuck()).isTrue();
    assertThat(writer.acknowledged).hasSizeGreaterThan(20);
    assertThat(written(journal)).doesNotHaveDuplicates().containsAll(writer.acknowledged);
  }

  /** The numbers that the journal holds when it is opened again. */
  private static List<Integer> written(Path journal) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    LiveCampaign.start(
            SqliteJournal.open(journal),
            event -> {
              if (event instanceof Event.MachineJoined joined) {
                numbers.add(JournalWriter.number(joined));
              }
            })
        .close();
    return numbers;
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA " + name)) {
      return answer.getString(1);
    }
  }
}
