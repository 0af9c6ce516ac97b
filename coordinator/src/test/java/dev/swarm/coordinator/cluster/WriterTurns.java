package dev.swarm.coordinator.cluster;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Who wrote a cluster's journal, event by event: every life of the campaign has a name there. */
final class WriterTurns {
  private WriterTurns() {}

  /** How often a writer went on after another one had written. */
  static int resumed(String journal) throws SQLException {
    try (Connection connection = DriverManager.getConnection(journal);
        Statement statement = connection.createStatement();
        ResultSet answer =
            statement.executeQuery(
                """
                SELECT count(*) - count(DISTINCT writer) FROM (
                  SELECT writer, lag(writer) OVER (ORDER BY sequence_number) AS before
                  FROM event_journal) AS events
                WHERE writer IS DISTINCT FROM before
                """)) {
      answer.next();
      return answer.getInt(1);
    }
  }
}
