package dev.swarm.coordinator.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The embedded journal: one SQLite file in write-ahead mode with a sync at every commit, used
 * through the same plug-in and tables as a database server would be. What a command was told is
 * done has reached the disk. One process at a time; a crash at any moment leaves whole commands.
 */
public final class SqliteJournal {
  private static final String OPTIONS =
      "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&foreign_keys=true";

  private SqliteJournal() {}

  /**
   * Creates the file's tables if they are missing.
   *
   * @return the configuration that makes the actor system use it
   * @throws SQLException when the file can't be opened or written, for instance on a full disk
   */
  public static Config open(Path file) throws SQLException {
    String url = "jdbc:sqlite:" + file.toAbsolutePath() + OPTIONS;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException unwritable) {
      throw new SQLException(
          "The journal's folder can't be made: " + unwritable.getMessage(), unwritable);
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String definition : definitions().split(";")) {
        if (!definition.isBlank()) {
          statement.execute(definition);
        }
      }
    }
    return ConfigFactory.parseMap(
        Map.of("pekko-persistence-jdbc.shared-databases.slick.db.url", url));
  }

  private static String definitions() {
    try (InputStream script = SqliteJournal.class.getResourceAsStream("sqlite.sql")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
