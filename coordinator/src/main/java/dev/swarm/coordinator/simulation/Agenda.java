package dev.swarm.coordinator.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is to happen next happens now. What is due at once keeps its order. */
final class Agenda {
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long order;

  private record Entry(long at, long order, Runnable task) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /** Milliseconds since the simulation began. */
  long now() {
    return now;
  }

  void in(long millis, Runnable task) {
    at(now + millis, task);
  }

  /** At a moment, or now if that has passed. */
  void at(long moment, Runnable task) {
    entries.add(new Entry(Math.max(now, moment), order++, task));
  }

  /** Does what is next, unless that is later than {@code until} or nothing is left. */
  boolean step(long until) {
    Entry next = entries.peek();
    if (next == null || next.at() > until) {
      return false;
    }
    entries.poll();
    now = next.at();
    next.task().run();
    return true;
  }
}
