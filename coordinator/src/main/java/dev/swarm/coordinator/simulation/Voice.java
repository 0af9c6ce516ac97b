package dev.swarm.coordinator.simulation;

/**
 * A simulated worker's end of its stream: opens it, says what the worker has to say whenever that
 * is news, and from time to time in any case. Part of the process, so a kill leaves nothing of it
 * but what is on its way.
 */
final class Voice {
  private static final long HEARTBEAT = 5_000;

  /** While a run goes on and nothing is to be told, a heartbeat only renews the lease. */
  private static final long QUIET_HEARTBEAT = Leases.LENGTH * 2 / 5;

  private final World world;
  private final SimulatedWorker worker;
  private Link link;
  private long lastSent;
  private boolean isNews;
  private long nextBeat = Long.MAX_VALUE;
  private int beats;

  Voice(World world, SimulatedWorker worker) {
    this.world = world;
    this.worker = worker;
  }

  boolean isOn(Link stream) {
    return stream == link;
  }

  boolean isBroken() {
    return link == null || link.isBroken();
  }

  void connect() {
    link = new Link(worker, world.coordinator().life());
    send(false);
  }

  /** Whatever was on its way is lost. */
  void breakOff() {
    if (link != null) {
      link.breakOff();
      link = null;
    }
  }

  /** The process ends, or sees that its stream has; what it has sent still arrives. */
  void hangUp() {
    link = null;
  }

  /** As a process that has ended. */
  void fallSilent() {
    hangUp();
    beats++;
    nextBeat = Long.MAX_VALUE;
  }

  /** There is something that the coordinator does not know yet. */
  void hasNews(boolean news) {
    isNews |= news;
  }

  /** Says what is news, and goes on beating. */
  void tell() {
    if (isNews) {
      send(false);
    }
    beat();
  }

  void send(boolean heartbeat) {
    if (isBroken()) {
      return;
    }
    isNews = false;
    lastSent = world.agenda().now();
    WorkerState state = worker.state(heartbeat);
    Link to = link;
    world
        .network()
        .toCoordinator(
            to,
            () -> {
              if (!worker.isCutOff()) {
                world.coordinator().hear(to, state);
              }
            });
    beat();
  }

  /** Keeps a heartbeat on the agenda, and sooner when there is something to tell. */
  private void beat() {
    long due = Math.max(lastSent + pulse(), world.agenda().now() + 1);
    if (due >= nextBeat) {
      return;
    }
    nextBeat = due;
    int present = ++beats;
    world
        .agenda()
        .at(
            due,
            () -> {
              if (present == beats) {
                nextBeat = Long.MAX_VALUE;
                heartbeat();
              }
            });
  }

  private void heartbeat() {
    if (!worker.isAlive() || worker.isPaused() || link == null) {
      return;
    }
    if (world.agenda().now() - lastSent >= pulse()) {
      send(true);
    } else {
      beat();
    }
  }

  private long pulse() {
    return worker.isQuiet() ? QUIET_HEARTBEAT : HEARTBEAT;
  }
}
