package dev.swarm.coordinator.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/**
 * The journal on a PostgreSQL server, for clusters: one database (or schema) for one campaign, made
 * and brought up to date here. Any number of nodes may open it at once; the primary key of the
 * events' table lets only one of them write.
 */
public final class PostgresJournal {
  /** How the address of such a journal begins. */
  public static final String SCHEME = "jdbc:postgresql:";

  /** Each version's changes are in {@code postgres-N.sql}. */
  private static final int VERSION = 1;

  /** Any number that nobody else locks in the same database. */
  private static final long LOCK = 7_300_001;

  private PostgresJournal() {}

  /**
   * Makes the tables if they are missing, and brings older ones up to date.
   *
   * @param url of the JDBC driver, {@code jdbc:postgresql://HOST/DATABASE?user=NAME}; without a
   *     password in it the driver looks into {@code ~/.pgpass}
   * @return the configuration that makes the actor system use it
   * @throws SQLException when the server can't be reached or must not be trusted with a journal
   */
  public static Config open(String url) throws SQLException {
    Properties patience = new Properties();
    patience.setProperty("connectTimeout", "5");
    patience.setProperty("socketTimeout", "60");
    try (Connection connection = DriverManager.getConnection(url, patience);
        Statement statement = connection.createStatement()) {
      refuseWithoutSync(statement);
      connection.setAutoCommit(false);
      // Nodes that start together take turns; the lock goes with the transaction.
      statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(LOCK));
      bringUpToDate(statement);
      connection.commit();
    }
    return ConfigFactory.parseMap(
            Map.of("pekko-persistence-jdbc.shared-databases.slick.db.url", url))
        .withFallback(ConfigFactory.parseResources("postgres.conf"));
  }

  private static void refuseWithoutSync(Statement statement) throws SQLException {
    if (ask(statement, "SHOW fsync").equals("off")) {
      throw new SQLException(
          "the PostgreSQL server runs with fsync = off and could lose what was acknowledged; set it to on.");
    }
  }

  private static void bringUpToDate(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE IF NOT EXISTS swarm_schema (version INTEGER PRIMARY KEY)");
    int version =
        Integer.parseInt(ask(statement, "SELECT coalesce(max(version), 0) FROM swarm_schema"));
    if (version > VERSION) {
      throw new SQLException(
          "its tables are of version %d, and this program knows only %d; start the newer program."
              .formatted(version, VERSION));
    }
    for (int next = version + 1; next <= VERSION; next++) {
      statement.execute(changes(next));
      statement.execute("INSERT INTO swarm_schema VALUES (%d)".formatted(next));
    }
  }

  private static String ask(Statement statement, String question) throws SQLException {
    try (ResultSet answer = statement.executeQuery(question)) {
      answer.next();
      return answer.getString(1);
    }
  }

  private static String changes(int version) {
    try (InputStream script =
        PostgresJournal.class.getResourceAsStream("postgres-%d.sql".formatted(version))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
