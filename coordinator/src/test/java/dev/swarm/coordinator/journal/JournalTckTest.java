package dev.swarm.coordinator.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Pekko's own tests of a journal and a snapshot store, on the journal as we configure it. */
class JournalTckTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> isAJournal() throws SQLException {
    return ScalaTestRun.of(new Journal(config()), 17);
  }

  @TestFactory
  Stream<DynamicTest> isASnapshotStore() throws SQLException {
    return ScalaTestRun.of(new Snapshots(config()), 13);
  }

  private Config config() throws SQLException {
    return SqliteJournal.open(folder.resolve("journal.db"))
        .withFallback(ConfigFactory.parseResources("coordinator.conf"));
  }

  private static final class Journal extends JavaJournalSpec {
    Journal(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }

  private static final class Snapshots extends JavaSnapshotStoreSpec {
    Snapshots(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }
}
