package dev.swarm.coordinator.link;

import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What machines said last, here or on another node. Soft: it never enters the journal, and a new
 * coordinator starts without it. Thread-safe.
 */
public final class Presence {
  private static final String HERE = "";

  private final Map<MachineName, Word> said = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private record Word(String node, WorkerState state) {}

  void heard(MachineName machine, WorkerState state) {
    heard(HERE, machine, state);
  }

  void left(MachineName machine) {
    left(HERE, machine);
  }

  /** A machine said something on another node. */
  void heard(String node, MachineName machine, WorkerState state) {
    said.put(machine, new Word(node, state));
    listeners.forEach(Runnable::run);
  }

  /** A machine's link to another node is closed; it may have one to a third by now. */
  void left(String node, MachineName machine) {
    said.computeIfPresent(machine, (name, word) -> word.node().equals(node) ? null : word);
    listeners.forEach(Runnable::run);
  }

  /** What a machine said last on the link that is open now. */
  public Optional<WorkerState> said(MachineName machine) {
    return Optional.ofNullable(said.get(machine)).map(Word::state);
  }

  /** Calls {@code listener} after every message of a worker; it must not block. */
  public void subscribe(Runnable listener) {
    listeners.add(listener);
  }
}
