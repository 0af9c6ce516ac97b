package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whoever owns the machines: starts again what has stopped, some time after it has. */
final class Owner {
  private static final int SECOND = 1_000;
  private static final int MINUTE = 60 * SECOND;

  private final World world;
  private final List<SimulatedWorker> rivals = new ArrayList<>();

  /** The folders that a machine's workers had, the present one among them. */
  private final Map<MachineName, List<Folder>> folders = new HashMap<>();

  Owner(World world) {
    this.world = world;
  }

  /** How long something stays as it is: mostly seconds, sometimes many leases. */
  long duration() {
    int draw = world.random().nextInt(10);
    if (draw < 6) {
      return between(SECOND, MINUTE);
    }
    return draw < 9 ? between(MINUTE, 15 * MINUTE) : between(15 * MINUTE, 100 * MINUTE);
  }

  /** Starts a worker whose process is gone. */
  void startAgain(SimulatedWorker worker) {
    world
        .agenda()
        .in(
            world.faults().areOver() ? SECOND : duration(),
            () -> {
              if (!worker.isAlive() && !worker.isRetired()) {
                worker.start();
              }
            });
  }

  /** The coordinator would not have a worker; the next try may be luckier. */
  void workerRefused(SimulatedWorker worker) {
    world
        .agenda()
        .in(
            between(MINUTE, 10 * MINUTE),
            () -> {
              if (!worker.isAlive() && !worker.isRetired()) {
                worker.start();
              }
            });
  }

  /** The coordinator gives a worker no work until somebody has looked at it. */
  void workerAside(SimulatedWorker worker) {
    world
        .agenda()
        .in(
            between(5 * MINUTE, 30 * MINUTE),
            () -> {
              if (worker.isAside()) {
                worker.kill();
                worker.device().clearDisk();
                worker.start();
              }
            });
  }

  /** The coordinator's process is gone: every stream with it. */
  void coordinatorDied() {
    world.workers().forEach(SimulatedWorker::streamBroke);
    rivals.forEach(SimulatedWorker::streamBroke);
    world.agenda().in(duration(), this::startCoordinator);
  }

  private void startCoordinator() {
    if (!world.coordinator().isUp()) {
      world.coordinator().start();
      world.workers().forEach(SimulatedWorker::reconnect);
      rivals.forEach(SimulatedWorker::reconnect);
    }
  }

  /** The machine goes on in a folder that nobody has seen yet. */
  void giveNewFolder(SimulatedWorker worker) {
    Folder folder = newFolder(worker);
    worker.moveTo(folder);
    startAgain(worker);
  }

  /** The machine goes on in one of its earlier folders; false when it had no other. */
  boolean giveOldFolder(SimulatedWorker worker) {
    List<Folder> known = known(worker);
    if (known.size() == 1) {
      return false;
    }
    worker.moveTo(known.get(world.random().nextInt(known.size())));
    startAgain(worker);
    return true;
  }

  /** Somebody starts a second worker under a machine's name, for some hours. */
  void startRival(SimulatedWorker worker) {
    SimulatedWorker rival =
        new SimulatedWorker(
            world, worker.name(), worker.hardwareClass(), worker.goesOnAlone(), newFolder(worker));
    rivals.add(rival);
    rival.start();
    world.agenda().in(between(30 * MINUTE, 180 * MINUTE), () -> retire(rival));
  }

  /** From here on nothing is in anybody's way. */
  void calmDown() {
    List.copyOf(rivals).forEach(this::retire);
    world.coordinator().spare();
    startCoordinator();
    for (SimulatedWorker worker : world.workers()) {
      worker.device().clearDisk();
      worker.reach();
      worker.resume();
      if (!worker.isAlive()) {
        startAgain(worker);
      }
    }
  }

  private void retire(SimulatedWorker rival) {
    rival.retire();
    rivals.remove(rival);
  }

  private Folder newFolder(SimulatedWorker worker) {
    List<Folder> known = known(worker);
    Folder folder = new Folder(worker.name() + "-folder-" + known.size());
    known.add(folder);
    return folder;
  }

  private List<Folder> known(SimulatedWorker worker) {
    return folders.computeIfAbsent(
        worker.name(), name -> new ArrayList<>(List.of(worker.folder())));
  }

  private int between(int from, int to) {
    return world.random().nextInt(from, to);
  }
}
