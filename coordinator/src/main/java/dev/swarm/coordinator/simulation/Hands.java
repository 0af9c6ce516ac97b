package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.verdict.Judgement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulated worker's process does with what it is told: makes the device follow the
 * coordinator's last word, keeps outcomes on disk until they are acknowledged, and starts the
 * waiting experiment when no verdict comes. Where it may, it goes on by itself when it hears
 * nothing for long. Part of the process: the next one begins with what the folder holds.
 */
final class Hands {
  /** After so long without a word from the coordinator a worker that may goes on by itself. */
  static final long PATIENCE = 300_000;

  /** How long a verdict is waited for before the waiting experiment starts without it. */
  private static final long VERDICT = 2_000;

  private final World world;
  private final SimulatedWorker worker;
  private final Voice voice;
  private final Folder folder;
  private final Map<ExperimentId, Program> incumbents = new HashMap<>();
  private DesiredState desired;
  private Campaign said;
  private long lastOutcome;
  private long lastHeard;

  /** Of a process that starts now, on the worker's folder. */
  Hands(World world, SimulatedWorker worker, Voice voice) {
    this.world = world;
    this.worker = worker;
    this.voice = voice;
    this.folder = worker.folder();
    this.desired = folder.desired();
    this.said = folder.said();
    this.lastHeard = world.agenda().now();
    this.lastOutcome = desired == null ? lastHeard - VERDICT : lastHeard;
  }

  /** Whether the coordinator said that there is no work. */
  boolean isAside() {
    return desired != null && desired.aside();
  }

  /**
   * Takes in the coordinator's word.
   *
   * @param as the campaign was when it was said
   */
  void take(DesiredState told, Campaign as) {
    lastHeard = world.agenda().now();
    if (desired == null) {
      // What an earlier life finished is still to be judged, however long ago that was.
      lastOutcome = lastHeard;
    }
    desired = told;
    said = as;
  }

  /** Makes what is follow what should be; safe to call at any time. */
  void work() {
    if (desired == null) {
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
    if (worker.goesOnAlone()) {
      folder.remember(desired, said);
    }
    desired.head().ifPresent(this::follow);
    readEndOfRun();
    Run current = folder.current();
    if (current != null && !isWanted(current.held())) {
      current.stop("The coordinator took it back.");
      readEndOfRun();
    }
    if (folder.current() == null) {
      startNext();
    }
    if (folder.current() == null && isLeftAlone() && desired.mayGoOn()) {
      Optional<Series> alone = Series.begin(world.newSeries(), worker.name(), said, folder, world);
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
          .next(worker.device())
          .ifPresent(
              run -> {
                folder.startOwn(run);
                follow(run);
              });
    } else if (isHeard && series.isTold()) {
      world.witness().forgotten(series);
      folder.endSeries();
      voice.hasNews(true);
      worker.later(0);
    }
  }

  private boolean isLeftAlone() {
    return worker.goesOnAlone() && world.agenda().now() - lastHeard >= PATIENCE;
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
          .ifPresent(
              number -> world.witness().madeAlone(worker.name(), series.name(), number, current));
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
        worker.later(VERDICT - waited);
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
          worker
              .device()
              .run(
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
      worker.later(0);
    } else {
      follow(run);
    }
  }

  private void follow(Run run) {
    world.agenda().in(worker.device().length(run), () -> worker.ended(run));
  }

  /** What it has, running, waiting or finished. */
  List<Command.Held> held() {
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
}
