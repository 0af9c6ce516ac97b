package dev.swarm.coordinator.campaign;

import dev.swarm.coordinator.simulation.Checks;
import dev.swarm.coordinator.simulation.Invariants;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** A campaign under test: sends commands, remembers every event, and checks each one. */
final class Situation {
  static final String FILE =
      """
      name: test
      metric: val_bpb
      mutable_files: [Train.java]
      run_command: train
      budget: 10s
      keep: {policy: strict}
      knobs:
        - {name: LR, type: float, min: 0.001, max: 0.1, scale: log}
        - {name: DEPTH, type: int, min: 1, max: 8}
        - {name: OPTIMIZER, type: choice, choices: [muon, adamw]}
      """;

  /** With the default policy: three runs of the baseline, and noise that is taken seriously. */
  static final String MEASURED_FILE = FILE.replace("keep: {policy: strict}\n", "");

  static final Map<String, String> KNOBS = Map.of("LR", "0.01", "DEPTH", "4", "OPTIMIZER", "muon");
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final String file;
  private final List<Event> events = new ArrayList<>();
  private final Invariants invariants = new Invariants(new Checks());
  private Campaign campaign = Campaign.NEW;
  private Instant now = Instant.parse("2026-03-05T10:00:00Z");

  private Situation(String file) {
    this.file = file;
  }

  /** Started on another campaign file, with no limit of experiments. */
  static Situation startedOn(String file) {
    Situation situation = new Situation(file);
    situation.start(new Settings.Limits(7, OptionalInt.empty(), 1, false));
    return situation;
  }

  /** Started, with no limit of experiments. */
  static Situation started() {
    return started(OptionalInt.empty(), 1);
  }

  static Situation started(OptionalInt experiments, int waitFor) {
    Situation situation = new Situation(FILE);
    situation.start(new Settings.Limits(7, experiments, waitFor, false));
    return situation;
  }

  Reply start(Settings.Limits limits) {
    return send(new Command.StartCampaign(file, COMMIT, "", KNOBS, limits, tick()));
  }

  Reply send(Command command) {
    Decision decision = campaign.decide(command);
    Campaign replayed = campaign;
    for (Event event : decision.events()) {
      Campaign after = replayed.apply(event);
      invariants.check(replayed, event, after);
      replayed = after;
      events.add(event);
    }
    if (!replayed.equals(decision.after())) {
      throw new AssertionError("Replaying gives another state after " + command);
    }
    campaign = decision.after();
    if (!CampaignImage.of(campaign).campaign().equals(campaign)) {
      throw new AssertionError("What is derived does not follow from the rest after " + command);
    }
    return decision.reply();
  }

  Reply join(String machine, String incarnation, String process) {
    return send(
        new Command.Join(
            new MachineName(machine), "cpu-x86", incarnation, process, Set.of(), tick()));
  }

  Reply joinClass(String machine, String hardwareClass) {
    return send(
        new Command.Join(
            new MachineName(machine),
            hardwareClass,
            machine + "-folder",
            machine + "-process",
            Set.of(),
            tick()));
  }

  Reply join(String machine) {
    return join(machine, machine + "-folder", machine + "-process");
  }

  Reply approve(String machine) {
    return send(new Command.ApproveLoop(Optional.of(new MachineName(machine)), tick()));
  }

  Reply expire(String machine) {
    Machine known = machine(machine);
    return send(new Command.ExpireLease(known.name(), known.membership().incarnation(), tick()));
  }

  /** Reports a metric for the running experiment, on the base it was assigned. */
  Reply measured(String machine, double metric) {
    Experiment running = running(machine);
    return report(running, running.token(), running.base(), measured(metric));
  }

  Reply crashed(String machine) {
    Experiment running = running(machine);
    return report(
        running,
        running.token(),
        running.base(),
        new Outcome.Crashed("other", "It fell over.", "", facts()));
  }

  Reply interrupted(String machine) {
    Experiment running = running(machine);
    return report(
        running, running.token(), running.base(), new Outcome.Interrupted("Disk full.", facts()));
  }

  Reply report(Experiment experiment, long token, Optional<ExperimentId> base, Outcome outcome) {
    return send(new Command.ReportOutcome(experiment.id(), token, base, COMMIT, outcome, tick()));
  }

  /** Reports a metric, memory and size of the change for the running experiment. */
  Reply measured(String machine, double metric, double memoryMib, LineChange lines) {
    Experiment running = running(machine);
    RunFacts facts =
        new RunFacts(
            Optional.empty(),
            Duration.ofSeconds(12),
            Optional.empty(),
            Optional.empty(),
            Optional.of(lines),
            false);
    return report(
        running,
        running.token(),
        running.base(),
        new Outcome.Measured(metric, OptionalDouble.of(memoryMib), Map.of(), facts));
  }

  static Outcome measured(double metric) {
    return new Outcome.Measured(metric, OptionalDouble.empty(), Map.of(), facts());
  }

  Campaign campaign() {
    return campaign;
  }

  Machine machine(String name) {
    return campaign.machines().get(new MachineName(name));
  }

  Experiment running(String machine) {
    return machine(machine).workload().running().orElseThrow();
  }

  Experiment waiting(String machine) {
    return machine(machine).workload().waiting().orElseThrow();
  }

  <E extends Event> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  int eventCount() {
    return events.size();
  }

  Campaign replayed() {
    Campaign replayed = Campaign.NEW;
    for (Event event : events) {
      replayed = replayed.apply(event);
    }
    return replayed;
  }

  private Instant tick() {
    now = now.plusMillis(1);
    return now;
  }

  private static RunFacts facts() {
    return new RunFacts(
        Optional.empty(),
        Duration.ofSeconds(12),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }
}
