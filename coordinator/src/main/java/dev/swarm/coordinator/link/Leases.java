package dev.swarm.coordinator.link;

import dev.swarm.shared.campaign.MachineName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Leases: each message of a worker renews its own, and one that runs out is told once. They live in
 * memory and count from this coordinator's start. Thread-safe.
 */
final class Leases {
  private final Duration length;
  private final ScheduledExecutorService timer;
  private final BiConsumer<MachineName, String> expired;
  private final Map<MachineName, Lease> leases = new ConcurrentHashMap<>();

  private record Lease(String incarnation, long renewedAt) {}

  /**
   * @param expired told the machine and the incarnation whose lease ran out
   */
  Leases(Duration length, ScheduledExecutorService timer, BiConsumer<MachineName, String> expired) {
    this.length = length;
    this.timer = timer;
    this.expired = expired;
  }

  void renew(MachineName machine, String incarnation) {
    long now = System.nanoTime();
    if (leases.put(machine, new Lease(incarnation, now)) == null) {
      check(machine, length.toNanos());
    }
  }

  private void check(MachineName machine, long delayNanos) {
    timer.schedule(
        () -> {
          Lease lease = leases.get(machine);
          long left = lease.renewedAt() + length.toNanos() - System.nanoTime();
          if (left > 0) {
            check(machine, left);
          } else if (leases.remove(machine, lease)) {
            expired.accept(machine, lease.incarnation());
          } else {
            check(machine, 0);
          }
        },
        delayNanos,
        TimeUnit.NANOSECONDS);
  }
}
