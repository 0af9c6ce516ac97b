package dev.swarm.coordinator.simulation;

import java.util.SplittableRandom;

/** Carries messages between workers and coordinator: in order, unless something goes wrong. */
final class Network {
  private static final double LOST = 0.006;
  private static final double DUPLICATED = 0.006;
  private static final double DELAYED = 0.004;
  private static final double REORDERED = 0.006;
  private static final int LATENCY = 20;
  private static final int REORDERING = 2_000;
  private static final int DELAY = 180_000;

  private final Agenda agenda;
  private final SplittableRandom random;
  private final Faults faults;

  Network(Agenda agenda, SplittableRandom random, Faults faults) {
    this.agenda = agenda;
    this.random = random;
    this.faults = faults;
  }

  void toCoordinator(Link link, Runnable delivery) {
    if (!isLost()) {
      link.lastUp = deliver(link.lastUp, delivery);
    }
  }

  void toWorker(Link link, Runnable delivery) {
    if (!isLost()) {
      link.lastDown = deliver(link.lastDown, delivery);
    }
  }

  private boolean isLost() {
    boolean lost = faults.strike(LOST);
    if (lost) {
      faults.count(Fault.MESSAGE_LOST);
    }
    return lost;
  }

  /** Returns when the next message may arrive. */
  private long deliver(long last, Runnable delivery) {
    long arrives = Math.max(last, agenda.now() + 1 + random.nextInt(LATENCY));
    if (faults.strike(DUPLICATED)) {
      faults.count(Fault.MESSAGE_DUPLICATED);
      agenda.at(arrives + random.nextInt(DELAY), delivery);
    }
    if (faults.strike(DELAYED)) {
      faults.count(Fault.MESSAGE_DELAYED);
      agenda.at(arrives + random.nextInt(DELAY), delivery);
      return last;
    }
    if (faults.strike(REORDERED)) {
      faults.count(Fault.MESSAGE_REORDERED);
      agenda.at(arrives + random.nextInt(REORDERING), delivery);
      return last;
    }
    agenda.at(arrives, delivery);
    return arrives;
  }
}
