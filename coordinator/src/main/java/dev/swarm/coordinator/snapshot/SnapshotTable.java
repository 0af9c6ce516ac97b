package dev.swarm.coordinator.snapshot;

import dev.swarm.coordinator.journal.JournalReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots in the journal's database, in the table that the journal's plug-in has for them.
 * Any thread, but it waits for the database.
 */
final class SnapshotTable {
  /** Marks what only {@link RecordCodec} can read. */
  private static final int SERIALIZER = 7_300_003;

  /** The last one, and the one before it in case that is broken. */
  private static final int KEPT = 2;

  private final JournalReader journal;

  /** A snapshot as it lies there. */
  record Row(long position, String version, byte[] bytes) {}

  SnapshotTable(JournalReader journal) {
    this.journal = journal;
  }

  /**
   * Writes one, in place of any other at its position, and deletes all but the last two. One by
   * one, for in the embedded journal whoever writes keeps the campaign from writing.
   */
  void write(Row row) throws SQLException {
    try (Connection connection = journal.connect()) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET created = excluded.created, snapshot_ser_id = excluded.snapshot_ser_id, snapshot_ser_manifest = excluded.snapshot_ser_manifest, snapshot_payload = excluded.snapshot_payload")) {
        insert.setString(1, journal.persistenceId());
        insert.setLong(2, row.position());
        insert.setLong(3, System.currentTimeMillis());
        insert.setInt(4, SERIALIZER);
        insert.setString(5, row.version());
        insert.setBytes(6, row.bytes());
        insert.executeUpdate();
      }
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM snapshot WHERE persistence_id = ? AND sequence_number NOT IN (SELECT sequence_number FROM snapshot WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT "
                  + KEPT
                  + ")")) {
        delete.setString(1, journal.persistenceId());
        delete.setString(2, journal.persistenceId());
        delete.executeUpdate();
      }
    }
  }

  /** All there are, the last one first. */
  List<Row> read() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = journal.connect();
        PreparedStatement question =
            connection.prepareStatement(
                "SELECT sequence_number, snapshot_ser_manifest, snapshot_payload FROM snapshot WHERE persistence_id = ? ORDER BY sequence_number DESC")) {
      question.setString(1, journal.persistenceId());
      try (ResultSet answer = question.executeQuery()) {
        while (answer.next()) {
          rows.add(new Row(answer.getLong(1), answer.getString(2), answer.getBytes(3)));
        }
      }
    }
    return rows;
  }
}
