package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
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
 * no verdict comes. One that may goes on by itself when it hears nothing for long. Its process can
 * be killed, paused and cut off; its folder outlives it.
 */
final class SimulatedWorker {
  /** How long a verdict is waited for before the waiting experiment starts without it. */
  private static final long VERDICT = 2_000;

  /** After so long without a word from the coordinator a worker that may goes on by itself. */
  private static final long PATIENCE = 300_000;

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
  private final Map<ExperimentId, Program> incumbents = new HashMap<>();
  private DesiredState desired;
  private Campaign said;
  private boolean isAsideKnown;
  private long lastOutcome;
  private long lastHeard;
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
    return alive && desired != null && desired.aside();
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
    incumbents.clear();
    desired = folder.desired();
    said = folder.said();
    isAsideKnown = false;
    lastHeard = world.agenda().now();
    lastOutcome = desired == null ? lastHeard - VERDICT : lastHeard;
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
      folder.current().stop(interrupted("The host was rebooted while it ran."));
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
    lastHeard = world.agenda().now();
    if (desired == null) {
      // What an earlier life finished is still to be judged, however long ago that was.
      lastOutcome = lastHeard;
    }
    desired = told;
    said = as;
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
      later(PATIENCE);
    }
  }

  /** Makes what is follow what should be; safe to call at any time. */
  private void reconcile() {
    if (!alive || paused || desired == null) {
      return;
    }
    for (Command.Held each : desired.acknowledged()) {
      voice.hasNews(folder.acknowledge(each));
    }
    if (folder.series() == null) {
      follow();
    } else {
      goOnAlone(folder.series());
    }
    voice.tell();
  }

  /** Does what the coordinator says. */
  private void follow() {
    if (goesOnAlone) {
      folder.remember(desired, said);
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
    if (folder.current() == null && isLeftAlone() && desired.mayGoOn()) {
      Optional<Series> alone = Series.begin(world.newSeries(), name, said, folder, world);
      alone.ifPresent(
          series -> {
            folder.begin(series);
            world.deeds().count(Deed.WENT_ON_ALONE);
            goOnAlone(series);
          });
    }
  }

  /** Does what the search says while there is no coordinator, then tells it of that. */
  private void goOnAlone(Series series) {
    boolean isHeard =
        desired.receipt().filter(each -> each.series().equals(series.name())).isPresent();
    if (isHeard) {
      voice.hasNews(series.heard(desired.receipt().get().taken()));
    }
    readEndOfRun();
    series.judge();
    if (folder.current() != null) {
      return;
    }
    if (isLeftAlone()) {
      series
          .next(device)
          .ifPresent(
              run -> {
                folder.startOwn(run);
                follow(run);
              });
    } else if (isHeard && series.isTold()) {
      world.witness().forgotten(series);
      folder.endSeries();
      voice.hasNews(true);
      later(0);
    }
  }

  private boolean isLeftAlone() {
    return goesOnAlone && world.agenda().now() - lastHeard >= PATIENCE;
  }

  private void follow(Head head) {
    if (!incumbents.containsKey(head.experiment())) {
      Program program = world.hub().program(head.commit());
      if (program != null) {
        incumbents.put(head.experiment(), program);
      }
    }
  }

  private void readEndOfRun() {
    Run current = folder.current();
    if (current == null || !current.isOver()) {
      return;
    }
    if (current.isOwn()) {
      Series series = folder.series();
      folder.endOwn();
      series
          .add(current)
          .ifPresent(number -> world.witness().madeAlone(name, series.name(), number, current));
    } else {
      folder.keepOutcome();
      lastOutcome = world.agenda().now();
    }
    voice.hasNews(true);
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
      Program incumbent = incumbentOf(assignment);
      if (incumbent != null) {
        start(assignment, incumbent);
      }
      return;
    }
  }

  /** What an experiment is made from; null while the worker does not have it. */
  private Program incumbentOf(DesiredState.Assignment assignment) {
    Optional<ExperimentId> base = assignment.experiment().base();
    if (base.isEmpty()) {
      return Program.BASE;
    }
    return assignment.baseCommit().isPresent()
        ? world.hub().program(assignment.baseCommit().get())
        : incumbents.get(base.get());
  }

  private void start(DesiredState.Assignment assignment, Program incumbent) {
    // What was tried before is not tried again under one token; it is only told how that ended.
    Run run = folder.find(assignment.held());
    if (run == null) {
      Experiment experiment = assignment.experiment();
      boolean isItself = assignment.side() == Judgement.Side.CANDIDATE;
      run =
          device.run(
              assignment.held(),
              assignment.side(),
              experiment.base(),
              incumbent,
              isItself ? experiment.proposal().edit() : Edit.NONE,
              experiment.proposal().rung());
      world.witness().started(run);
    }
    folder.start(run);
    voice.hasNews(true);
    if (run.isOver()) {
      later(0);
    } else {
      follow(run);
    }
  }

  private void follow(Run run) {
    world
        .agenda()
        .in(
            device.length(run),
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

  /** Everything that it has to say. */
  WorkerState state(boolean heartbeat) {
    return new WorkerState(
        name,
        HardwareClass.ALL.get(hardwareClass).name(),
        folder.incarnation(),
        name + "-" + life,
        held(),
        List.copyOf(folder.outbox()),
        Optional.ofNullable(folder.series()).map(WorkerState.Alone::of),
        heartbeat);
  }

  private List<Command.Held> held() {
    List<Command.Held> held = new ArrayList<>();
    if (folder.current() != null && !folder.current().isOwn()) {
      held.add(folder.current().held());
    }
    folder.outbox().forEach(run -> held.add(run.held()));
    if (desired != null) {
      desired.assignments().forEach(each -> held.add(each.held()));
    }
    return held;
  }

  private static Outcome interrupted(String reason) {
    return new Outcome.Interrupted(reason, RunFacts.NEVER_STARTED);
  }
}
