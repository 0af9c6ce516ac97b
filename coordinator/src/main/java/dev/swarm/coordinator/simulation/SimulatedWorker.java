package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Judgement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker that does what the product's does: it makes its device follow the coordinator's last
 * word, keeps outcomes on disk until they are acknowledged, and starts the waiting experiment when
 * no verdict comes. Its process can be killed, paused and cut off; its folder outlives it.
 */
final class SimulatedWorker {
  /** How long a verdict is waited for before the waiting experiment starts without it. */
  private static final long VERDICT = 2_000;

  private static final long HEARTBEAT = 5_000;

  /** While a run goes on and nothing is to be told, a heartbeat only renews the lease. */
  private static final long QUIET_HEARTBEAT = Leases.LENGTH * 2 / 5;

  private static final int LONGEST_PAUSE = 10_000;
  private static final double INTERRUPTED = 0.004;

  private final World world;
  private final MachineName name;
  private final int hardwareClass;
  private Folder folder;

  private int life;
  private boolean alive;
  private boolean paused;
  private boolean cutOff;
  private boolean retired;
  private boolean diskIsFull;

  // What a process has in memory.
  private final Map<ExperimentId, String[]> incumbents = new HashMap<>();
  private DesiredState desired;
  private boolean isAsideKnown;
  private Link link;
  private long lastOutcome;
  private long lastSent;
  private boolean isNews;
  private long nextBeat = Long.MAX_VALUE;
  private int beats;
  private final List<Runnable> inbox = new ArrayList<>();

  /**
   * @param hardwareClass index in {@link HardwareClass#ALL}
   */
  SimulatedWorker(World world, MachineName name, int hardwareClass, Folder folder) {
    this.world = world;
    this.name = name;
    this.hardwareClass = hardwareClass;
    this.folder = folder;
  }

  MachineName name() {
    return name;
  }

  int hardwareClass() {
    return hardwareClass;
  }

  Folder folder() {
    return folder;
  }

  boolean isAlive() {
    return alive;
  }

  /** Whether it never comes back. */
  boolean isRetired() {
    return retired;
  }

  /** Whether the coordinator told this process that it gets no work. */
  boolean isAside() {
    return alive && desired != null && desired.aside();
  }

  /** A new process on the folder: it takes over what an earlier one left. */
  void start() {
    life++;
    alive = true;
    paused = false;
    incumbents.clear();
    desired = null;
    isAsideKnown = false;
    lastOutcome = world.agenda().now() - VERDICT;
    connect();
  }

  /** The process ends; its run goes on. */
  void kill() {
    life++;
    alive = false;
    paused = false;
    inbox.clear();
    beats++;
    nextBeat = Long.MAX_VALUE;
    // What it has sent still arrives.
    link = null;
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
      folder.current().stop(interrupted("The host was rebooted while it ran."));
    }
  }

  /** The next process finds another folder; the run of this one goes on without it. */
  void moveTo(Folder other) {
    kill();
    folder = other;
  }

  /** From now on every run is interrupted. */
  void fillDisk() {
    diskIsFull = true;
  }

  void clearDisk() {
    diskIsFull = false;
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
      if (link == null || link.isBroken()) {
        connect();
      } else {
        send(true);
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
              if (life == present && (link == null || link.isBroken())) {
                connect();
              }
            });
  }

  /** The stream broke. */
  void lost(Link broken) {
    if (broken == link) {
      link = null;
      reconnect();
    }
  }

  /** The coordinator will not have this worker: its process ends. */
  void refused(Link broken) {
    if (alive && broken == link && !cutOff) {
      kill();
      world.owner().workerRefused(this);
    }
  }

  /** The coordinator's word arrives. */
  void hear(Link from, DesiredState told) {
    if (!alive || cutOff || from != link) {
      return;
    }
    if (paused) {
      // It stays in the socket until the process goes on.
      inbox.add(() -> hear(from, told));
      return;
    }
    if (desired == null) {
      // What an earlier life finished is still to be judged, however long ago that was.
      lastOutcome = world.agenda().now();
    }
    desired = told;
    reconcile();
    if (told.aside() && !isAsideKnown) {
      world.owner().workerAside(this);
    }
    isAsideKnown = told.aside();
  }

  private void connect() {
    if (!alive || paused || cutOff || !world.coordinator().isUp()) {
      return;
    }
    link = new Link(this, world.coordinator().life());
    send(false);
  }

  /** Whatever was on its way is lost. */
  void streamBroke() {
    if (link != null) {
      link.breakOff();
      link = null;
    }
  }

  /** Makes what is follow what should be; safe to call at any time. */
  private void reconcile() {
    if (!alive || paused || desired == null) {
      return;
    }
    for (Command.Held each : desired.acknowledged()) {
      isNews |= folder.acknowledge(each);
    }
    desired.head().ifPresent(this::follow);
    readEndOfRun();
    Run current = folder.current();
    if (current != null && !isWanted(current.held())) {
      current.stop(interrupted("The coordinator took it back."));
      readEndOfRun();
    }
    if (folder.current() == null) {
      startNext();
    }
    if (isNews) {
      send(false);
    }
    beat();
  }

  private void follow(Head head) {
    if (!incumbents.containsKey(head.experiment())) {
      String[] knobs = world.hub().knobs(name, head.commit());
      if (knobs != null) {
        incumbents.put(head.experiment(), knobs);
      }
    }
  }

  private void readEndOfRun() {
    if (folder.current() != null && folder.current().isOver()) {
      folder.keepOutcome();
      lastOutcome = world.agenda().now();
      isNews = true;
    }
  }

  private boolean isWanted(Command.Held held) {
    for (DesiredState.Assignment each : desired.assignments()) {
      if (each.held().equals(held)) {
        return true;
      }
    }
    return false;
  }

  private void startNext() {
    boolean awaitsVerdict = false;
    for (DesiredState.Assignment assignment : desired.assignments()) {
      if (folder.awaitsVerdict(assignment.held())) {
        awaitsVerdict = true;
        continue;
      }
      long waited = world.agenda().now() - lastOutcome;
      if (awaitsVerdict && waited < VERDICT) {
        later(VERDICT - waited);
        return;
      }
      Optional<ExperimentId> base = assignment.experiment().base();
      if (base.isEmpty() || incumbents.containsKey(base.get())) {
        start(assignment);
      }
      return;
    }
  }

  private void start(DesiredState.Assignment assignment) {
    // What was tried before is not tried again under one token; it is only told how that ended.
    Run run = folder.find(assignment.held());
    if (run == null) {
      run = newRun(assignment);
      world.witness().started(run);
    }
    folder.start(run);
    isNews = true;
    if (run.isOver()) {
      later(0);
    } else {
      follow(run);
    }
  }

  private Run newRun(DesiredState.Assignment assignment) {
    Experiment experiment = assignment.experiment();
    String[] knobs =
        experiment.base().isPresent()
            ? incumbents.get(experiment.base().get())
            : SimulatedCampaign.base();
    if (assignment.side() == Judgement.Side.CANDIDATE) {
      knobs = SimulatedCampaign.with(knobs, experiment.proposal().edit().knobs());
    }
    Outcome outcome = world.landscape().run(hardwareClass, knobs);
    if (diskIsFull || world.faults().strike(INTERRUPTED)) {
      world.faults().count(Fault.RUN_INTERRUPTED);
      outcome = interrupted("The disk is full.");
    }
    return new Run(
        assignment.held(),
        assignment.side(),
        experiment.base(),
        knobs,
        world.hub().newCommit(),
        outcome);
  }

  /** A device is a little faster or slower each time; what crashes does so earlier. */
  private void follow(Run run) {
    long length = HardwareClass.ALL.get(hardwareClass).runMillis();
    long takes =
        run.outcome() instanceof Outcome.Measured
            ? length + world.random().nextInt((int) length / 20)
            : 1 + world.random().nextInt((int) length);
    world
        .agenda()
        .in(
            takes,
            () -> {
              run.end();
              if (folder.current() == run) {
                reconcile();
              }
            });
  }

  private void later(long millis) {
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

  private void send(boolean heartbeat) {
    if (link == null || link.isBroken()) {
      return;
    }
    isNews = false;
    lastSent = world.agenda().now();
    WorkerState state =
        new WorkerState(
            name,
            HardwareClass.ALL.get(hardwareClass).name(),
            folder.incarnation(),
            name + "-" + life,
            held(),
            List.copyOf(folder.outbox()),
            heartbeat);
    Link to = link;
    world
        .network()
        .toCoordinator(
            to,
            () -> {
              if (!cutOff) {
                world.coordinator().hear(to, state);
              }
            });
    beat();
  }

  private List<Command.Held> held() {
    List<Command.Held> held = new ArrayList<>();
    if (folder.current() != null) {
      held.add(folder.current().held());
    }
    folder.outbox().forEach(run -> held.add(run.held()));
    if (desired != null) {
      desired.assignments().forEach(each -> held.add(each.held()));
    }
    return held;
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
    if (!alive || paused || link == null) {
      return;
    }
    if (world.agenda().now() - lastSent >= pulse()) {
      send(true);
    } else {
      beat();
    }
  }

  private long pulse() {
    return isQuiet() ? QUIET_HEARTBEAT : HEARTBEAT;
  }

  private boolean isQuiet() {
    return folder.current() != null && folder.outbox().isEmpty();
  }

  private static Outcome interrupted(String reason) {
    return new Outcome.Interrupted(reason, RunFacts.NEVER_STARTED);
  }
}
