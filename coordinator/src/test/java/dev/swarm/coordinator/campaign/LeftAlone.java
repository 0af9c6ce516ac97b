package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.offline.OfflineSearch;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.offline.OwnSearch;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

/**
 * A worker that was left alone in the middle of a campaign: it ends what it was given, goes on by
 * itself, and tells of everything later, as the real one does.
 */
final class LeftAlone {
  static final String MACHINE = "m4max";
  private static final MachineName NAME = new MachineName(MACHINE);
  private static final Instant AT = Instant.parse("2026-03-06T10:00:00Z");

  final List<Command.ReportOutcome> given = new ArrayList<>();
  final List<OfflineRun> runs = new ArrayList<>();
  final List<OfflineVerdict> verdicts = new ArrayList<>();
  private final Random random;
  private final int tenure;
  private final String series;
  private OfflineSearch search;
  private int commits;

  /** Left alone with what the campaign says now. */
  LeftAlone(Situation situation, String fileText, String series, Random random) {
    this.random = random;
    this.series = series;
    Machine machine = situation.machine(MACHINE);
    tenure = machine.absence().tenure();
    search =
        OfflineSearch.begin(
            CampaignFile.parse(fileText),
            machine.membership().hardwareClass(),
            Standings.of(situation.campaign(), NAME).orElseThrow(),
            random.nextBoolean() ? OwnSearch.RANDOM : OwnSearch.TPE,
            machine.workload().trial(),
            machine.workload().assigned().stream()
                .map(each -> new OfflineSearch.Leased(each.id().toString(), each.proposal()))
                .toList());
    for (Experiment each : machine.workload().assigned()) {
      Judgement.Side side = machine.workload().sideOf(each);
      Edit edit = side == Judgement.Side.INCUMBENT ? Edit.NONE : each.proposal().edit();
      given.add(
          new Command.ReportOutcome(
              each.id(),
              each.token(),
              each.base(),
              commit(),
              outcome(machine.branch().knobs(), edit),
              AT));
    }
  }

  Standing standing() {
    return search.standing();
  }

  /** What it ran of its own accord. */
  List<Edit> ran() {
    return runs.stream().map(run -> run.proposal().edit()).toList();
  }

  /** Runs on its own until so many runs are made, or nothing is left to run. */
  void goOn(int most) {
    for (int run = 0; run <= most; run++) {
      while (search.awaits().isPresent()) {
        String experiment = search.awaits().get().experiment();
        Command.ReportOutcome outcome =
            given.stream()
                .filter(each -> each.id().toString().equals(experiment))
                .findFirst()
                .get();
        take(
            new OfflineRun(
                experiment,
                search.awaits().get().proposal(),
                outcome.base().map(ExperimentId::toString),
                Judgement.Side.CANDIDATE,
                outcome.commit(),
                outcome.outcome()));
      }
      Optional<OfflineSearch.Task> task =
          search.next("%s-%s%05d".formatted(MACHINE, series, runs.size() + 1));
      if (task.isEmpty() || run == most) {
        return;
      }
      OfflineRun made =
          new OfflineRun(
              task.get().experiment(),
              task.get().proposal(),
              task.get().base(),
              task.get().side(),
              commit(),
              outcome(search.standing().knobs(), task.get().toRun().edit()));
      if (!(made.outcome() instanceof Outcome.Interrupted)) {
        runs.add(made);
      }
      take(made);
    }
  }

  private void take(OfflineRun run) {
    OfflineSearch.Step step = search.took(run);
    search = step.after();
    step.verdict().ifPresent(verdicts::add);
  }

  /** Says that it is back, with something to tell or without. */
  Command.Join back(boolean returning) {
    return new Command.Join(
        NAME,
        "cpu-x86",
        MACHINE + "-folder",
        MACHINE + "-process",
        Set.of(),
        returning ? Optional.of(series) : Optional.empty(),
        AT);
  }

  Command.TakeOfflineRun telling(int number) {
    return new Command.TakeOfflineRun(NAME, series, tenure, number, runs.get(number - 1), AT);
  }

  /** Tells of everything, as often as it takes; on the way messages are repeated and cut short. */
  void tell(Situation situation) {
    situation.send(back(true));
    List<Command.ReportOutcome> left = new ArrayList<>(given);
    int messages = 0;
    while (taken(situation) < runs.size()
        || left.stream().anyMatch(each -> isRunning(situation, each))) {
      if (messages++ > 20 * (given.size() + runs.size() + 1)) {
        throw new AssertionError("It is never taken in: " + left);
      }
      if (random.nextInt(4) == 0) {
        situation.send(back(true));
      }
      message(situation, left);
      int repeated = 1 + random.nextInt(runs.size() + 1);
      if (repeated <= runs.size() && repeated != taken(situation) + 1) {
        situation.send(telling(repeated));
      }
    }
    situation.send(back(false));
  }

  /** What was given first, then the next run; it may be cut short anywhere. */
  private void message(Situation situation, List<Command.ReportOutcome> left) {
    for (Command.ReportOutcome each : List.copyOf(left)) {
      if (random.nextInt(5) == 0) {
        return;
      }
      // An acknowledgement may be lost.
      if (situation.send(each) instanceof Reply.Accepted && random.nextInt(5) > 0) {
        left.remove(each);
      }
    }
    int next = taken(situation) + 1;
    if (next <= runs.size() && random.nextInt(5) > 0) {
      situation.send(telling(next));
    }
  }

  private static boolean isRunning(Situation situation, Command.ReportOutcome outcome) {
    return situation.machine(MACHINE).workload().running().stream()
        .anyMatch(each -> each.id().equals(outcome.id()) && each.token() == outcome.token());
  }

  private int taken(Situation situation) {
    return situation.machine(MACHINE).absence().takenOf(series);
  }

  private String commit() {
    return "%040x".formatted(Long.parseLong(series) * 100_000 + ++commits);
  }

  private Outcome outcome(Map<String, String> knobs, Edit edit) {
    return switch (random.nextInt(14)) {
      case 0 -> new Outcome.Crashed("other", "It fell over.", "", RunFacts.NEVER_STARTED);
      case 1 -> new Outcome.Crashed("out-of-memory", "Too big.", "", RunFacts.NEVER_STARTED);
      case 2 -> new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED);
      default -> measured(knobs, edit, random);
    };
  }

  /** A landscape with a hollow, and noise that takes several runs to see through. */
  static Outcome measured(Map<String, String> knobs, Edit edit, Random random) {
    double rate = Double.parseDouble(edit.knobs().getOrDefault("LR", knobs.get("LR")));
    double depth = Double.parseDouble(edit.knobs().getOrDefault("DEPTH", knobs.get("DEPTH")));
    double metric =
        1
            + 0.05 * Math.pow(Math.log10(rate) + 1.5, 2)
            + 0.01 * Math.abs(depth - 6)
            + 0.008 * random.nextGaussian();
    return new Outcome.Measured(
        metric, OptionalDouble.of(1000 + 10 * depth), Map.of(), RunFacts.NEVER_STARTED);
  }
}
