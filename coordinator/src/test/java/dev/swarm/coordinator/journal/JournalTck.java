package dev.swarm.coordinator.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.stream.Stream;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.DynamicTest;

/** Pekko's own tests of a journal and a snapshot store, on any database as we configure it. */
final class JournalTck {
  private static final int JOURNAL_TESTS = 17;
  private static final int SNAPSHOT_TESTS = 13;

  private JournalTck() {}

  /**
   * Tests a journal.
   *
   * @param database the configuration that opening it gives
   */
  static Stream<DynamicTest> journal(Config database) {
    return ScalaTestRun.of(new Journal(complete(database)), JOURNAL_TESTS);
  }

  /**
   * Tests a snapshot store.
   *
   * @param database the configuration that opening it gives
   */
  static Stream<DynamicTest> snapshotStore(Config database) {
    return ScalaTestRun.of(new Snapshots(complete(database)), SNAPSHOT_TESTS);
  }

  private static Config complete(Config database) {
    // By themselves the tests take a database for dead that is busy for three seconds.
    return ConfigFactory.parseString("pekko.test.single-expect-default = 60s")
        .withFallback(database)
        .withFallback(ConfigFactory.parseResources("coordinator.conf"))
        .resolve();
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
