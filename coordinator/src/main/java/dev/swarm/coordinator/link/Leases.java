package dev.swarm.coordinator.link;

import dev.swarm.shared.campaign.MachineName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Leases: each message of a worker renews its own, and one that runs out is told once. They live in
 * memory, on the node that decides, and count from the moment it began to. Thread-safe.
 */
final class Leases {
  private final Duration length;
  private final ScheduledExecutorService timer;
  private final BiConsumer<MachineName, String> expired;
  private final Map<MachineName, Lease> leases = new HashMap<>();

  private int term;
  private boolean counting;

  private record Lease(String incarnation, long renewedAt) {}

  /**
   * @param expired told the machine and the incarnation whose lease ran out
   */
  Leases(Duration length, ScheduledExecutorService timer, BiConsumer<MachineName, String> expired) {
    this.length = length;
    this.timer = timer;
    this.expired = expired;
  }

  /** From now on these machines, and all that are heard, have a lease. */
  synchronized void begin(Map<MachineName, String> incarnations) {
    term++;
    counting = true;
    incarnations.forEach(this::renew);
  }

  /** Another node counts now. */
  synchronized void end() {
    counting = false;
    leases.clear();
  }

  synchronized void renew(MachineName machine, String incarnation) {
    if (!counting) {
      return;
    }
    long now = System.nanoTime();
    if (leases.put(machine, new Lease(incarnation, now)) == null) {
      check(machine, term, length.toNanos());
    }
  }

  private void check(MachineName machine, int counted, long delayNanos) {
    timer.schedule(() -> check(machine, counted), delayNanos, TimeUnit.NANOSECONDS);
  }

  private void check(MachineName machine, int counted) {
    String late;
    synchronized (this) {
      Lease lease = leases.get(machine);
      if (lease == null || counted != term) {
        return;
      }
      long left = lease.renewedAt() + length.toNanos() - System.nanoTime();
      if (left > 0) {
        check(machine, counted, left);
        return;
      }
      leases.remove(machine);
      late = lease.incarnation();
    }
    expired.accept(machine, late);
  }
}
