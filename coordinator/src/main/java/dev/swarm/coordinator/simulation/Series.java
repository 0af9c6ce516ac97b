package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Standings;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.offline.OfflineSearch;
import dev.swarm.shared.offline.OwnSearch;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Judgement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One time that a worker goes on by itself: what it had been given, what it made of that, and its
 * own runs, as the product's worker keeps them in its folder. It searches and judges by the very
 * code that the product's worker uses.
 */
final class Series {
  private final String name;
  private final MachineName machine;
  private final int tenure;
  private final Map<String, Run> given = new HashMap<>();
  private final Map<String, Program> programs = new HashMap<>();
  private final List<OfflineRun> told = new ArrayList<>();
  private OfflineSearch search;
  private int made;
  private int taken;

  private Series(String name, MachineName machine, int tenure, OfflineSearch search) {
    this.name = name;
    this.machine = machine;
    this.tenure = tenure;
    this.search = search;
  }

  /**
   * Begins to be alone, if the coordinator lets it and everything given has ended.
   *
   * @param said the campaign as it was at the coordinator's last word
   */
  static Optional<Series> begin(
      String name, MachineName machine, Campaign said, Folder folder, World world) {
    Machine known = said.machines().get(machine);
    boolean hasEnded =
        known.workload().assigned().stream()
            .allMatch(each -> folder.awaitsVerdict(new Command.Held(each.id(), each.token())));
    Optional<Standing> standing = hasEnded ? Standings.of(said, machine) : Optional.empty();
    if (standing.isEmpty()) {
      return Optional.empty();
    }
    Head head = known.branch().head().orElseThrow();
    Series series =
        new Series(
            name,
            machine,
            known.absence().tenure(),
            OfflineSearch.begin(
                world.campaign().file(),
                known.membership().hardwareClass(),
                standing.get(),
                OwnSearch.RANDOM,
                known.workload().trial(),
                known.workload().assigned().stream()
                    .map(each -> new OfflineSearch.Leased(each.id().toString(), each.proposal()))
                    .toList()));
    series.programs.put(head.experiment().toString(), world.hub().program(head.commit()));
    for (Experiment each : known.workload().assigned()) {
      Run run = folder.ended(new Command.Held(each.id(), each.token()));
      series.given.put(each.id().toString(), run);
      boolean isItself = run.side() == Judgement.Side.CANDIDATE;
      Optional<Run> first =
          isItself
              ? Optional.of(run)
              : known.workload().trial().first().flatMap(it -> folder.find(it.commit()));
      // Without the commit the machine can't build on it, should it turn out to be a win.
      first.ifPresent(it -> series.programs.put(each.id().toString(), it.program()));
    }
    return Optional.of(series);
  }

  String name() {
    return name;
  }

  int tenure() {
    return tenure;
  }

  /** Judges what had been given and has ended. */
  void judge() {
    while (search.awaits().isPresent()) {
      OfflineSearch.Leased leased = search.awaits().get();
      Run run = given.get(leased.experiment());
      search =
          search
              .took(
                  new OfflineRun(
                      leased.experiment(),
                      leased.proposal(),
                      run.base().map(ExperimentId::toString),
                      Judgement.Side.CANDIDATE,
                      run.commit(),
                      run.outcome()))
              .after();
    }
  }

  /** A run of the machine's own; absent when there is nothing to run. */
  Optional<Run> next(Device device) {
    Optional<OfflineSearch.Task> task = search.next(nextName());
    return task.filter(each -> each.base().map(programs::get).isPresent())
        .map(
            each ->
                device.run(
                    new Command.Held(new ExperimentId(machine, 0), Run.NO_TOKEN),
                    each.side(),
                    Optional.empty(),
                    programs.get(each.base().get()),
                    each.toRun().edit(),
                    Optional.empty()));
  }

  /**
   * Its own run has ended; one that the machine failed is of no interest to others.
   *
   * @return its number in the series; absent where nobody will be told of it
   */
  Optional<Integer> add(Run run) {
    OfflineSearch.Task task = search.next(nextName()).orElseThrow();
    OfflineRun outcome =
        new OfflineRun(
            task.experiment(),
            task.proposal(),
            task.base(),
            task.side(),
            run.commit(),
            run.outcome());
    made++;
    if (task.side() == Judgement.Side.CANDIDATE) {
      programs.putIfAbsent(task.experiment(), run.program());
    }
    search = search.took(outcome).after();
    if (run.outcome() instanceof Outcome.Interrupted) {
      return Optional.empty();
    }
    told.add(outcome);
    return Optional.of(told.size());
  }

  /** Takes in what is durable at the coordinator; whether that was news. */
  boolean heard(int durable) {
    boolean isNews = durable > taken;
    taken = Math.max(taken, durable);
    return isNews;
  }

  /** How many runs there are to tell of. */
  int size() {
    return told.size();
  }

  MachineName machine() {
    return machine;
  }

  boolean isTold() {
    return taken >= told.size();
  }

  /** The number of the run that is to be told of next, from 1. */
  int nextNumber() {
    return taken + 1;
  }

  /** The run that is to be told of next; absent when all are told. */
  Optional<OfflineRun> nextTold() {
    return isTold() ? Optional.empty() : Optional.of(told.get(taken));
  }

  /** Digits after the last dash as every experiment has, yet no such number. */
  private String nextName() {
    return "%s-%s%05d".formatted(machine, name, made + 1);
  }
}
