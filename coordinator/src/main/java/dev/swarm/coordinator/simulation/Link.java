package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import java.util.HashSet;
import java.util.Set;

/** One open stream between a worker and one life of the coordinator, with both of its ends. */
final class Link {
  private final SimulatedWorker worker;
  private final int coordinatorLife;
  private boolean broken;

  /** When the last message in each direction arrives: those after it come later. */
  long lastUp;

  long lastDown;

  /** The coordinator's end: what it knows of the worker until the stream breaks. */
  boolean joined;

  WorkerState said;
  DesiredState told;
  final Set<Command.Held> acknowledged = new HashSet<>();

  Link(SimulatedWorker worker, int coordinatorLife) {
    this.worker = worker;
    this.coordinatorLife = coordinatorLife;
  }

  SimulatedWorker worker() {
    return worker;
  }

  int coordinatorLife() {
    return coordinatorLife;
  }

  boolean isBroken() {
    return broken;
  }

  void breakOff() {
    broken = true;
  }
}
