package dev.swarm.coordinator.journal;

import dev.swarm.coordinator.campaign.Event;
import java.io.NotSerializableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;

/**
 * Reads one journal beside its one writer, on connections of its own: from some place on, or single
 * events. Any thread, but it waits for the database.
 */
public final class JournalReader {
  private static final int AT_ONCE = 1_000;

  private final EventSerializer serializer = new EventSerializer();
  private final SlickDatabase database;
  private final String persistenceId;

  /** Takes what is told of an event of the journal. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes the next event.
     *
     * @param number its place in the journal, from 1
     */
    void told(long number, Event event);
  }

  /**
   * Opens no connection yet.
   *
   * @param system that the journal is configured for; its end closes the connections
   */
  public JournalReader(ActorSystem<?> system, String persistenceId) {
    this.database =
        ((SlickExtensionImpl) SlickExtension.get(Adapter.toClassic(system)))
            .database(system.settings().config().getConfig("swarm.journal-reader"));
    this.persistenceId = persistenceId;
  }

  /** Whose journal it is. */
  public String persistenceId() {
    return persistenceId;
  }

  /** A connection to the journal's database; whoever asks closes it. */
  public Connection connect() throws SQLException {
    return database.database().source().createConnection();
  }

  /** The number of the newest event; 0 for none. */
  public long last() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement question =
            connection.prepareStatement(
                "SELECT max(sequence_number) FROM event_journal WHERE persistence_id = ?")) {
      question.setString(1, persistenceId);
      try (ResultSet answer = question.executeQuery()) {
        return answer.next() ? answer.getLong(1) : 0;
      }
    }
  }

  /**
   * Tells every event there is, in order.
   *
   * @param after the number of the event before the first one
   * @return the number of the last one; {@code after} for none
   * @throws NotSerializableException when one is broken, or was written by a newer version
   */
  public long readAfter(long after, Listener listener)
      throws SQLException, NotSerializableException {
    // In parts, for a long answer would be held in memory, or keep a transaction open.
    String sql = select("sequence_number > ? ORDER BY sequence_number LIMIT " + AT_ONCE);
    try (Connection connection = connect();
        PreparedStatement question = connection.prepareStatement(sql)) {
      question.setString(1, persistenceId);
      long last = after;
      long before;
      do {
        before = last;
        question.setLong(2, before);
        try (ResultSet rows = question.executeQuery()) {
          while (rows.next()) {
            last = rows.getLong(1);
            listener.told(last, event(rows));
          }
        }
      } while (last > before);
      return last;
    }
  }

  /**
   * Some events by their numbers.
   *
   * @throws SQLException also when one of them is not there
   */
  public Map<Long, Event> read(Collection<Long> numbers)
      throws SQLException, NotSerializableException {
    Map<Long, Event> events = new HashMap<>();
    List<Long> all = new ArrayList<>(numbers);
    try (Connection connection = connect()) {
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        String some =
            all.subList(from, Math.min(all.size(), from + AT_ONCE)).stream()
                .map(Object::toString)
                .collect(Collectors.joining(","));
        try (PreparedStatement question =
            connection.prepareStatement(select("sequence_number IN (%s)".formatted(some)))) {
          question.setString(1, persistenceId);
          try (ResultSet rows = question.executeQuery()) {
            while (rows.next()) {
              events.put(rows.getLong(1), event(rows));
            }
          }
        }
      }
    }
    if (!events.keySet().containsAll(all)) {
      throw new SQLException("the journal lacks events that it held before.");
    }
    return events;
  }

  private static String select(String which) {
    return "SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal WHERE persistence_id = ? AND "
        + which;
  }

  private Event event(ResultSet row) throws SQLException, NotSerializableException {
    return (Event) serializer.fromBinary(row.getBytes(3), row.getString(2));
  }
}
