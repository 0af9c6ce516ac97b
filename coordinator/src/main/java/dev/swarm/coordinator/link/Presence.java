package dev.swarm.coordinator.link;

import dev.swarm.proto.v1.WorkerState;
import dev.swarm.shared.campaign.MachineName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What machines said last. Soft: it never enters the journal, and a new coordinator starts without
 * it. Thread-safe.
 */
public final class Presence {
  private final Map<MachineName, WorkerState> said = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  void heard(MachineName machine, WorkerState state) {
    said.put(machine, state);
    listeners.forEach(Runnable::run);
  }

  void left(MachineName machine) {
    said.remove(machine);
    listeners.forEach(Runnable::run);
  }

  /** What a machine said last on the link that is open now. */
  public Optional<WorkerState> said(MachineName machine) {
    return Optional.ofNullable(said.get(machine));
  }

  /** Calls {@code listener} after every message of a worker; it must not block. */
  public void subscribe(Runnable listener) {
    listeners.add(listener);
  }
}
