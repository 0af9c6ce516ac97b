package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.verdict.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Any sequence of commands, sensible or not: late, repeated, under old tokens, on old heads, from
 * workers that come back in another folder. {@link Situation} checks {@link Invariants} at every
 * event; jqwik prints the seed of a failure.
 */
class CampaignPropertiesTest {
  private static final List<String> MACHINES = List.of("h100", "m4max", "mini");

  @Property(tries = 400)
  void keepsItsInvariantsWhateverIsAsked(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int commands) {
    Random random = new Random(seed);
    Situation situation = situation(seed);
    List<Command> sent = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      Command command =
          !sent.isEmpty() && random.nextInt(8) == 0
              ? sent.get(random.nextInt(sent.size()))
              : draw(situation, random);
      sent.add(command);
      situation.send(command);
    }
    assertThat(situation.replayed()).isEqualTo(situation.campaign());
  }

  @Property(tries = 200)
  void changesNothingWhenACommandIsRepeatedAtOnce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int commands) {
    Random random = new Random(seed);
    Situation situation = situation(seed);
    for (int i = 0; i < commands; i++) {
      Command command = draw(situation, random);
      situation.send(command);
      Campaign after = situation.campaign();
      situation.send(command);
      assertThat(situation.campaign()).isEqualTo(after);
    }
  }

  @Property(tries = 200)
  void alwaysHasWorkForAMachineThatIsUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int commands) {
    Random random = new Random(seed);
    Situation situation = situation(seed);
    for (int i = 0; i < commands; i++) {
      situation.send(draw(situation, random));
    }
    situation.send(new Command.Resume(Optional.empty(), Instant.EPOCH));
    for (Machine machine : situation.campaign().machines().values()) {
      if (machine.membership().getsWork() && !machine.absence().isReturning()) {
        assertThat(machine.workload().assigned()).hasSize(Workload.CAPACITY);
      }
    }
  }

  @Property(tries = 100)
  void neverHandsOutMoreThanTheLimit(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int limit) {
    Random random = new Random(seed);
    Situation situation = Situation.started(OptionalInt.of(limit), 1);
    for (int i = 0; i < 80; i++) {
      Command command = draw(situation, random);
      // What somebody asks for comes on top, and what was run is not undone.
      if (!(command instanceof Command.Promote) && !(command instanceof Command.TakeOfflineRun)) {
        situation.send(command);
      }
    }
    for (Machine machine : situation.campaign().machines().values()) {
      assertThat(machine.branch().tally().experiments()).isLessThanOrEqualTo(limit);
    }
  }

  /** Half of the campaigns take the noise seriously, half have a ladder. */
  private static Situation situation(long seed) {
    String file = seed % 2 == 0 ? Situation.FILE : Situation.MEASURED_FILE;
    return Situation.startedOn(seed % 4 < 2 ? file : file + LaddersTest.LADDER);
  }

  private static Optional<MachineName> some(MachineName name, Random random) {
    return random.nextBoolean() ? Optional.of(name) : Optional.empty();
  }

  private static Command promote(MachineName to, Random random) {
    List<Transplant> transplants = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      List<Transplant.Part> parts = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(3); j++) {
        parts.add(part(random));
      }
      transplants.add(
          new Transplant(
              parts.size() == 1 ? Transplant.Kind.WIN : Transplant.Kind.STACK, parts, false));
    }
    return new Command.Promote(
        transplants,
        Optional.of(new MachineName(MACHINES.get(random.nextInt(MACHINES.size())))),
        List.of(to),
        random.nextBoolean(),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(random.nextInt(1_000_000))),
        Instant.ofEpochMilli(random.nextInt(1_000_000)));
  }

  private static Transplant.Part part(Random random) {
    String commit = Integer.toHexString(random.nextInt(8)).repeat(40);
    boolean patch = random.nextInt(3) == 0;
    return new Transplant.Part(
        random.nextBoolean()
            ? new ChangeId(commit)
            : new ChangeId(MACHINES.get(random.nextInt(MACHINES.size())) + "-" + random.nextInt(9)),
        Optional.of("cpu-x86"),
        new Edit(
            patch && random.nextBoolean()
                ? Map.of()
                : Map.of("LR", "0.0" + (1 + random.nextInt(9))),
            patch ? Optional.of(Patch.of(commit)) : Optional.empty()),
        Map.of("LR", "0.01"),
        "a change");
  }

  private static Command draw(Situation situation, Random random) {
    MachineName name = new MachineName(MACHINES.get(random.nextInt(MACHINES.size())));
    Machine machine = situation.campaign().machines().get(name);
    if (machine == null || random.nextInt(6) == 0) {
      return new Command.Join(
          name,
          "cpu-x86",
          "folder-" + random.nextInt(2),
          "process-" + random.nextInt(3),
          held(machine, random),
          random.nextInt(3) == 0 ? Optional.of("series") : Optional.empty(),
          Instant.ofEpochMilli(random.nextInt(1_000_000)));
    }
    if (random.nextInt(8) == 0) {
      return new Command.ExpireLease(
          name,
          machine.membership().incarnation(),
          Instant.ofEpochMilli(random.nextInt(1_000_000)));
    }
    return switch (random.nextInt(26)) {
      case 0, 1 -> promote(name, random);
      case 2 -> new Command.Pause(some(name, random), Instant.EPOCH);
      case 3, 4 -> new Command.Resume(some(name, random), Instant.EPOCH);
      case 5, 6 -> offline(machine, random);
      default -> report(machine, random);
    };
  }

  /** A run that makes more or less sense: of an experiment handed out, or of one of its own. */
  private static Command offline(Machine machine, Random random) {
    int taken = machine.absence().takenOf("series");
    Optional<String> running = machine.workload().running().map(each -> each.id().toString());
    Optional<String> head = machine.branch().head().map(each -> each.experiment().toString());
    String own = "own-" + random.nextInt(taken + 2);
    return new Command.TakeOfflineRun(
        machine.name(),
        "series",
        machine.absence().tenure() - (random.nextInt(6) == 0 ? 1 : 0),
        taken + (random.nextInt(4) == 0 ? random.nextInt(3) : 1),
        new OfflineRun(
            random.nextInt(4) == 0 ? running.orElse(own) : own,
            new Proposal(
                new Edit(Map.of("LR", "0.0" + (1 + random.nextInt(9)))),
                "a change",
                Origin.SEARCH,
                "It was alone."),
            random.nextInt(3) == 0 ? Optional.of("own-" + random.nextInt(taken + 2)) : head,
            random.nextInt(4) == 0 ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE,
            "0123456789abcdef0123456789abcdef01234567",
            outcome(random)),
        Instant.ofEpochMilli(random.nextInt(1_000_000)));
  }

  private static Set<Command.Held> held(Machine machine, Random random) {
    return machine == null || random.nextBoolean() || machine.workload().running().isEmpty()
        ? Set.of()
        : Set.of(
            new Command.Held(
                machine.workload().running().get().id(),
                machine.workload().running().get().token()));
  }

  private static Command report(Machine machine, Random random) {
    List<Experiment> assigned = machine.workload().assigned();
    boolean known = !assigned.isEmpty() && random.nextInt(10) > 0;
    Experiment experiment =
        known ? assigned.get(random.nextInt(4) == 0 ? assigned.size() - 1 : 0) : null;
    ExperimentId id =
        known
            ? experiment.id()
            : new ExperimentId(machine.name(), random.nextInt(machine.workload().nextNumber() + 2));
    long token = known && random.nextInt(8) > 0 ? experiment.token() : random.nextInt(20);
    Optional<ExperimentId> base = known ? experiment.base() : Optional.empty();
    if (base.isPresent() && random.nextInt(6) == 0) {
      base =
          machine
              .branch()
              .previous()
              .map(Head::experiment)
              .or(() -> machine.branch().head().map(Head::experiment));
    }
    return new Command.ReportOutcome(
        id,
        token,
        base,
        "0123456789abcdef0123456789abcdef01234567",
        outcome(random),
        Instant.ofEpochMilli(random.nextInt(1_000_000)));
  }

  private static Outcome outcome(Random random) {
    return switch (random.nextInt(10)) {
      case 8 -> new Outcome.Crashed("no-change", "It changes nothing.", "", RunFacts.NEVER_STARTED);
      case 9 -> new Outcome.Crashed("edit", "It conflicts.", "", RunFacts.NEVER_STARTED);
      case 0 -> new Outcome.Crashed("other", "It fell over.", "", RunFacts.NEVER_STARTED);
      case 1 -> new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED);
      default -> Situation.measured(1 + random.nextInt(1000) / 1000.0);
    };
  }
}
