package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker that does what the product's does, and what can happen to it: its process can be
 * started, killed, paused and cut off; its folder outlives it, and its run goes on without it. What
 * the process does meanwhile is the work of its {@link Hands}, what it says is its {@link Voice}'s.
 */
final class SimulatedWorker {
  private static final int LONGEST_PAUSE = 10_000;

  private final World world;
  private final MachineName name;
  private final int hardwareClass;
  private final boolean goesOnAlone;
  private final Device device;
  private final Voice voice;
  private Folder folder;

  private int life;
  private boolean alive;
  private boolean paused;
  private boolean cutOff;
  private boolean retired;

  // What a process has in memory.
  private Hands hands;
  private boolean isAsideKnown;
  private final List<Runnable> inbox = new ArrayList<>();

  /**
   * @param hardwareClass index in {@link HardwareClass#ALL}
   * @param goesOnAlone whether it searches by itself while it can't reach the coordinator
   */
  SimulatedWorker(
      World world, MachineName name, int hardwareClass, boolean goesOnAlone, Folder folder) {
    this.world = world;
    this.name = name;
    this.hardwareClass = hardwareClass;
    this.goesOnAlone = goesOnAlone;
    this.device = new Device(world, hardwareClass);
    this.voice = new Voice(world, this);
    this.folder = folder;
  }

  MachineName name() {
    return name;
  }

  int hardwareClass() {
    return hardwareClass;
  }

  boolean goesOnAlone() {
    return goesOnAlone;
  }

  Folder folder() {
    return folder;
  }

  /** What its runs run on. */
  Device device() {
    return device;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return paused;
  }

  boolean isCutOff() {
    return cutOff;
  }

  /** Whether it never comes back. */
  boolean isRetired() {
    return retired;
  }

  /** Whether the coordinator told this process that it gets no work. */
  boolean isAside() {
    return alive && hands.isAside();
  }

  /** Whether a run goes on and there is nothing to tell of. */
  boolean isQuiet() {
    return folder.current() != null && folder.outbox().isEmpty();
  }

  /** A new process on the folder: it takes over what an earlier one left. */
  void start() {
    life++;
    alive = true;
    paused = false;
    isAsideKnown = false;
    hands = new Hands(world, this, voice);
    connect();
    reconcile();
    wakeAlone();
  }

  /** The process ends; its run goes on. */
  void kill() {
    life++;
    alive = false;
    paused = false;
    inbox.clear();
    voice.fallSilent();
  }

  /** It was only there for a while. */
  void retire() {
    kill();
    retired = true;
  }

  /** The host goes down: the run ends with it. */
  void reboot() {
    kill();
    if (folder.current() != null) {
      folder.current().stop("The host was rebooted while it ran.");
    }
  }

  /** The next process finds another folder; the run of this one goes on without it. */
  void moveTo(Folder other) {
    kill();
    folder = other;
  }

  void pause() {
    paused = true;
  }

  void resume() {
    if (alive && paused) {
      paused = false;
      List<Runnable> waiting = List.copyOf(inbox);
      inbox.clear();
      waiting.forEach(Runnable::run);
      reconcile();
      if (voice.isBroken()) {
        connect();
      } else {
        voice.send(true);
      }
    }
  }

  void cutOff() {
    cutOff = true;
    streamBroke();
  }

  void reach() {
    if (cutOff) {
      cutOff = false;
      reconnect();
    }
  }

  /** The coordinator can be reached again, some time soon. */
  void reconnect() {
    int present = life;
    world
        .agenda()
        .in(
            world.random().nextInt(LONGEST_PAUSE),
            () -> {
              if (life == present && voice.isBroken()) {
                connect();
              }
            });
  }

  /** The stream broke. */
  void lost(Link broken) {
    if (voice.isOn(broken)) {
      voice.hangUp();
      reconnect();
    }
  }

  /** The coordinator will not have this worker: its process ends. */
  void refused(Link broken) {
    if (alive && voice.isOn(broken) && !cutOff) {
      kill();
      world.owner().workerRefused(this);
    }
  }

  /**
   * The coordinator's word arrives.
   *
   * @param as the campaign was when it was said
   */
  void hear(Link from, DesiredState told, Campaign as) {
    if (!alive || cutOff || !voice.isOn(from)) {
      return;
    }
    if (paused) {
      // It stays in the socket until the process goes on.
      inbox.add(() -> hear(from, told, as));
      return;
    }
    hands.take(told, as);
    reconcile();
    if (told.aside() && !isAsideKnown) {
      world.owner().workerAside(this);
    }
    isAsideKnown = told.aside();
  }

  private void connect() {
    if (alive && !paused && !cutOff && world.coordinator().isUp()) {
      voice.connect();
    }
  }

  /** Whatever was on its way is lost. */
  void streamBroke() {
    voice.breakOff();
    wakeAlone();
  }

  private void wakeAlone() {
    if (goesOnAlone) {
      later(Hands.PATIENCE);
    }
  }

  /** Its run has come to its end, whichever process started it. */
  void ended(Run run) {
    run.end();
    if (folder.current() == run) {
      reconcile();
    }
  }

  /** Looks again after a while, unless the process ends before. */
  void later(long millis) {
    int present = life;
    world
        .agenda()
        .in(
            millis,
            () -> {
              if (life == present) {
                reconcile();
              }
            });
  }

  private void reconcile() {
    if (alive && !paused) {
      hands.work();
    }
  }

  /** Everything that it has to say. */
  WorkerState state(boolean heartbeat) {
    return new WorkerState(
        name,
        HardwareClass.ALL.get(hardwareClass).name(),
        folder.incarnation(),
        name + "-" + life,
        hands.held(),
        List.copyOf(folder.outbox()),
        Optional.ofNullable(folder.series()).map(WorkerState.Alone::of),
        heartbeat);
  }
}
