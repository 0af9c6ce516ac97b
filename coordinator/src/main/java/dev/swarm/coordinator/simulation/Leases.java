package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.MachineName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Leases in virtual time: each message renews its machine's, and one that runs out is told once.
 */
final class Leases {
  /** Longer than the product's, for simulated workers that have nothing to say send less often. */
  static final long LENGTH = 300_000;

  private final Agenda agenda;
  private final BiConsumer<MachineName, String> expired;
  private final Map<MachineName, Lease> leases = new HashMap<>();

  private static final class Lease {
    String incarnation;
    long renewedAt;
  }

  Leases(Agenda agenda, BiConsumer<MachineName, String> expired) {
    this.agenda = agenda;
    this.expired = expired;
  }

  void renew(MachineName machine, String incarnation) {
    Lease lease = leases.get(machine);
    boolean isNew = lease == null;
    if (isNew) {
      lease = new Lease();
      leases.put(machine, lease);
    }
    lease.incarnation = incarnation;
    lease.renewedAt = agenda.now();
    if (isNew) {
      check(machine, lease);
    }
  }

  /** As a coordinator does that is killed. */
  void forget() {
    leases.clear();
  }

  private void check(MachineName machine, Lease lease) {
    agenda.at(
        lease.renewedAt + LENGTH,
        () -> {
          if (leases.get(machine) != lease) {
            return;
          }
          if (lease.renewedAt + LENGTH > agenda.now()) {
            check(machine, lease);
          } else {
            leases.remove(machine);
            expired.accept(machine, lease.incarnation);
          }
        });
  }
}
