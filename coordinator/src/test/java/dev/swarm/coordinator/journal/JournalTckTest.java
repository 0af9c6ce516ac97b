package dev.swarm.coordinator.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Pekko's own tests on the embedded journal. */
class JournalTckTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> isAJournal() throws SQLException {
    return JournalTck.journal(SqliteJournal.open(folder.resolve("journal.db")));
  }

  @TestFactory
  Stream<DynamicTest> isASnapshotStore() throws SQLException {
    return JournalTck.snapshotStore(SqliteJournal.open(folder.resolve("journal.db")));
  }
}
