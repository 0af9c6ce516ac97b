package dev.swarm.coordinator.link;

import dev.swarm.proto.v1.RunningExperiment;
import dev.swarm.shared.campaign.MachineName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What machines said last of their runs. Soft: it never enters the journal, and a new coordinator
 * starts without it. Thread-safe.
 */
public final class Presence {
  private final Map<MachineName, RunningExperiment> running = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  void heard(MachineName machine, Optional<RunningExperiment> experiment) {
    experiment.ifPresentOrElse(each -> running.put(machine, each), () -> running.remove(machine));
    listeners.forEach(Runnable::run);
  }

  /** What the machine said it runs. */
  public Optional<RunningExperiment> running(MachineName machine) {
    return Optional.ofNullable(running.get(machine));
  }

  /** Calls {@code listener} after every message of a worker; it must not block. */
  public void subscribe(Runnable listener) {
    listeners.add(listener);
  }
}
