package dev.swarm.coordinator.simulation;

import java.util.SplittableRandom;

/** Makes things go wrong at random moments, as long as they may. */
final class Trouble {
  private static final double HOUR = 3_600_000;

  /** How often a worker, the coordinator and its clock get into trouble, on the average. */
  private static final double WORKER = 2 * HOUR;

  private static final double COORDINATOR = 3 * HOUR;
  private static final double CLOCK = 5 * HOUR;

  /** A kill meets one of so many next decisions. */
  private static final int DECISIONS = 20;

  /** By then somebody has seen to a full disk, even if the coordinator did not complain of it. */
  private static final long DISK = (long) HOUR;

  private static final int FARTHEST_JUMP = (int) (3 * HOUR);

  private final World world;
  private final SplittableRandom random;

  Trouble(World world) {
    this.world = world;
    this.random = world.random();
  }

  void begin() {
    again(WORKER / world.workers().size(), this::troubleWorker);
    again(COORDINATOR, () -> world.coordinator().killSoon(random.nextInt(DECISIONS)));
    again(CLOCK, this::troubleClock);
  }

  private void again(double mean, Runnable trouble) {
    long wait = (long) (-mean * Math.log(1 - random.nextDouble()));
    world
        .agenda()
        .in(
            wait,
            () -> {
              if (!world.faults().areOver()) {
                trouble.run();
                again(mean, trouble);
              }
            });
  }

  private void troubleClock() {
    boolean forwards = random.nextBoolean();
    int far = 1 + random.nextInt(FARTHEST_JUMP);
    world.coordinator().jump(forwards ? far : -far);
    world.faults().count(forwards ? Fault.CLOCK_FORWARDS : Fault.CLOCK_BACKWARDS);
  }

  private void troubleWorker() {
    SimulatedWorker worker = world.workers().get(random.nextInt(world.workers().size()));
    int draw = random.nextInt(17);
    if (draw < 4) {
      worker.kill();
      world.owner().startAgain(worker);
      world.faults().count(Fault.WORKER_KILLED);
    } else if (draw < 6) {
      worker.reboot();
      world.owner().startAgain(worker);
      world.faults().count(Fault.HOST_REBOOTED);
    } else if (draw < 9) {
      worker.pause();
      world.agenda().in(world.owner().duration(), worker::resume);
      world.faults().count(Fault.WORKER_PAUSED);
    } else if (draw < 12) {
      worker.cutOff();
      world.agenda().in(world.owner().duration(), worker::reach);
      world.faults().count(Fault.WORKER_CUT_OFF);
    } else if (draw < 13) {
      world.owner().giveNewFolder(worker);
      world.faults().count(Fault.NEW_FOLDER);
    } else if (draw < 15) {
      if (world.owner().giveOldFolder(worker)) {
        world.faults().count(Fault.OLD_FOLDER);
      }
    } else if (draw < 16) {
      world.owner().startRival(worker);
      world.faults().count(Fault.RIVAL);
    } else {
      worker.device().fillDisk();
      world.agenda().in(DISK, worker.device()::clearDisk);
      world.faults().count(Fault.DISK_FULL);
    }
  }
}
