package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.journal.EventSerializer;
import dev.swarm.coordinator.journal.JournalReader;
import java.io.NotSerializableException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Events by their numbers: the newest from memory, for they are asked for most, the others from the
 * journal. Thread-safe.
 */
final class JournalEvents {
  /** Some thousand events. */
  private static final int LARGEST = 4 << 20;

  private final EventSerializer serializer = new EventSerializer();
  private final Map<Long, Packed> newest = new HashMap<>();
  private final Deque<Long> order = new ArrayDeque<>();
  private long size;
  private volatile JournalReader journal;

  /** An event as the journal holds it: a quarter of what its objects take. */
  private record Packed(String manifest, byte[] bytes) {}

  void over(JournalReader theJournal) {
    journal = theJournal;
  }

  /** Remembers an event for a while. */
  synchronized void add(long number, Event event) {
    Packed packed = new Packed(serializer.manifest(event), serializer.toBinary(event));
    newest.put(number, packed);
    order.add(number);
    size += packed.bytes().length;
    while (size > LARGEST && order.size() > 1) {
      size -= newest.remove(order.remove()).bytes().length;
    }
  }

  /**
   * The events that have these numbers.
   *
   * @throws JournalUnreadable when the journal can't be read just now
   */
  Map<Long, Event> read(Collection<Long> numbers) {
    Map<Long, Event> events = new HashMap<>();
    List<Long> missing = new ArrayList<>();
    try {
      for (Long number : numbers) {
        Packed packed = remembered(number);
        if (packed == null) {
          missing.add(number);
        } else {
          events.put(number, (Event) serializer.fromBinary(packed.bytes(), packed.manifest()));
        }
      }
      if (!missing.isEmpty()) {
        events.putAll(journal.read(missing));
      }
      return events;
    } catch (SQLException | NotSerializableException failure) {
      throw new JournalUnreadable(failure);
    }
  }

  private synchronized Packed remembered(long number) {
    return newest.get(number);
  }
}
