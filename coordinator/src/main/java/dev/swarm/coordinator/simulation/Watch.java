package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.shared.campaign.MachineName;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Once nothing goes wrong any more, sees to it that every machine gets on. */
final class Watch {
  /** By then a machine has its next verdict, however its last trouble left it. */
  static final long PATIENCE = 2 * 3_600_000L;

  private final World world;
  private final OptionalInt limit;
  private final Map<MachineName, Integer> rows = new HashMap<>();

  /**
   * @param limit experiments per machine
   */
  Watch(World world, OptionalInt limit) {
    this.world = world;
    this.limit = limit;
  }

  /** Looks from now on, every time that patience is at its end. */
  void begin() {
    for (SimulatedWorker worker : world.workers()) {
      rows.put(worker.name(), rows(worker.name()));
    }
    world.agenda().in(PATIENCE, this::look);
  }

  private void look() {
    for (SimulatedWorker worker : world.workers()) {
      int now = rows(worker.name());
      world
          .checks()
          .that(
              Invariant.MACHINES_GET_ON,
              now > rows.get(worker.name()) || isDone(worker.name()),
              worker.name());
    }
    begin();
  }

  private int rows(MachineName name) {
    Machine machine = world.coordinator().campaign().machines().get(name);
    return machine == null ? 0 : machine.branch().tally().rows();
  }

  private boolean isDone(MachineName name) {
    Machine machine = world.coordinator().campaign().machines().get(name);
    return limit.isPresent()
        && machine != null
        && machine.branch().tally().experiments() >= limit.getAsInt();
  }
}
