package dev.swarm.coordinator.campaign;

import static dev.swarm.coordinator.campaign.LeftAlone.MACHINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.offline.OfflineVerdict;
import dev.swarm.shared.verdict.Status;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A machine that was left alone comes back: what it did counts once, in order, and by the
 * coordinator's verdicts, which are the machine's own where it knew what the coordinator knew.
 * {@link Situation} checks every event against the invariants; jqwik prints the seed of a failure.
 */
class AbsencesTest {
  private static final Instant AT = Instant.parse("2026-03-06T11:00:00Z");

  @Property(tries = 300)
  void decidesWhatTheMachineDecidedOnItsOwn(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int before,
      @ForAll @IntRange(max = 40) int alone) {
    Random random = new Random(seed);
    String file = random.nextBoolean() ? Situation.FILE : Situation.MEASURED_FILE;
    Situation situation = worked(file, before, random);
    int judged = situation.events(Event.ExperimentJudged.class).size();
    LeftAlone worker = new LeftAlone(situation, file, "1772700000000", random);
    worker.goOn(alone);
    situation.send(expired(situation));

    worker.tell(situation);

    List<Event.ExperimentJudged> all = situation.events(Event.ExperimentJudged.class);
    List<Event.ExperimentJudged> later = all.subList(judged, all.size());
    int known = Math.min(later.size(), worker.verdicts.size());
    assertThat(later).hasSizeGreaterThanOrEqualTo(worker.verdicts.size());
    for (int i = 0; i < known; i++) {
      OfflineVerdict own = worker.verdicts.get(i);
      assertThat(later.get(i).verdict().status()).isEqualTo(own.verdict().status());
      assertThat(later.get(i).commit()).isEqualTo(own.commit());
      assertThat(metric(later.get(i).outcome())).isEqualTo(metric(own.outcome()));
      if (own.verdict().status() == Status.KEEP) {
        assertThat(later.get(i).verdict().reason()).isEqualTo(own.verdict().reason());
      }
    }
    Branch branch = situation.machine(MACHINE).branch();
    assertThat(branch.head().orElseThrow().sample())
        .isEqualTo(worker.standing().head().incumbent().sample());
    assertThat(branch.yardstick()).isEqualTo(worker.standing().yardstick());
    assertThat(branch.knobs()).isEqualTo(worker.standing().knobs());
    assertThat(situation.machine(MACHINE).queue().waiting())
        .as("what both have mended is measured once")
        .extracting(each -> each.proposal().edit())
        .noneMatch(worker.ran()::contains);
    assertThat(situation.replayed()).isEqualTo(situation.campaign());
  }

  @Property(tries = 300)
  void losesAndRepeatsNothingWhateverHappenedMeanwhile(
      @ForAll long seed, @ForAll @IntRange(max = 30) int alone) {
    Random random = new Random(seed);
    String file = random.nextBoolean() ? Situation.FILE : Situation.MEASURED_FILE;
    Situation situation = worked(file, random.nextInt(6), random);
    LeftAlone worker = new LeftAlone(situation, file, "1772700000000", random);
    worker.goOn(alone);
    situation.send(expired(situation));
    for (int i = random.nextInt(3); i > 0; i--) {
      meddle(situation, random);
    }

    worker.tell(situation);

    assertThat(commits(situation))
        .containsAll(worker.runs.stream().map(OfflineRun::commit).toList());
    assertThat(situation.events(Event.OfflineRunTaken.class))
        .extracting(Event.OfflineRunTaken::number)
        .isEqualTo(IntStream.rangeClosed(1, worker.runs.size()).boxed().toList());
    int events = situation.eventCount();
    for (int number = 1; number <= worker.runs.size(); number++) {
      assertThat(situation.send(worker.telling(number))).isEqualTo(Reply.ACCEPTED);
    }
    assertThat(situation.eventCount()).as("told again").isEqualTo(events);
    Machine machine = situation.machine(MACHINE);
    if (machine.membership().getsWork() && !situation.campaign().paused()) {
      assertThat(machine.workload().assigned()).hasSize(Workload.CAPACITY);
    }
  }

  @Example
  void givesNothingNewToAMachineThatHasSomethingToTell() {
    Situation situation = worked(Situation.FILE, 2, new Random(1));
    LeftAlone worker = new LeftAlone(situation, Situation.FILE, "1772700000000", new Random(2));
    worker.goOn(4);
    situation.send(worker.back(true));
    worker.given.forEach(situation::send);

    assertThat(situation.machine(MACHINE).workload().assigned()).isEmpty();

    for (int number = 1; number <= worker.runs.size(); number++) {
      situation.send(worker.telling(number));
    }
    assertThat(situation.machine(MACHINE).workload().assigned()).isEmpty();
    situation.send(worker.back(false));
    assertThat(situation.machine(MACHINE).workload().assigned()).hasSize(2);
  }

  @Example
  void takesRunsInOrderOnly() {
    Situation situation = worked(Situation.FILE, 2, new Random(1));
    LeftAlone worker = new LeftAlone(situation, Situation.FILE, "1772700000000", new Random(2));
    worker.goOn(4);
    situation.send(worker.back(true));
    worker.given.forEach(situation::send);
    int events = situation.eventCount();

    assertThat(situation.send(worker.telling(2)))
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            refusal -> assertThat(refusal.code()).isEqualTo(Reply.Code.OUT_OF_ORDER));

    assertThat(situation.eventCount()).isEqualTo(events);
  }

  @Example
  void keepsAsEvidenceOnlyWhatAReplacedFolderRan() {
    Situation situation = worked(Situation.FILE, 2, new Random(1));
    LeftAlone worker = new LeftAlone(situation, Situation.FILE, "1772700000000", new Random(2));
    worker.goOn(6);
    Optional<Head> head = situation.machine(MACHINE).branch().head();
    situation.send(expired(situation));
    situation.join(MACHINE, "another folder", "another process");
    situation.send(expired(situation));
    int verdicts = situation.events(Event.ExperimentJudged.class).size();
    situation.send(worker.back(true));

    for (int number = 1; number <= worker.runs.size(); number++) {
      situation.send(worker.telling(number));
    }

    assertThat(situation.events(Event.ExperimentJudged.class)).hasSize(verdicts);
    assertThat(situation.machine(MACHINE).branch().head()).isEqualTo(head);
    assertThat(situation.events(Event.EvidenceRecorded.class))
        .extracting(Event.EvidenceRecorded::commit)
        .containsExactlyElementsOf(worker.runs.stream().map(OfflineRun::commit).toList());
    assertThat(situation.events(Event.EvidenceRecorded.class))
        .extracting(Event.EvidenceRecorded::id)
        .doesNotHaveDuplicates();
  }

  @Example
  void respectsTheLimitOfExperiments() {
    Random random = new Random(3);
    Situation situation = Situation.started(OptionalInt.of(5), 1);
    situation.join(MACHINE);
    situation.send(report(situation, random));
    LeftAlone worker = new LeftAlone(situation, Situation.FILE, "1772700000000", random);

    worker.goOn(40);
    worker.tell(situation);

    assertThat(worker.standing().left()).hasValue(0);
    assertThat(situation.machine(MACHINE).branch().tally().experiments()).isEqualTo(5);
  }

  @Example
  void letsNoMachineGoOnWhileTheCampaignIsPaused() {
    Situation situation = worked(Situation.FILE, 2, new Random(1));
    MachineName name = new MachineName(MACHINE);
    assertThat(Standings.of(situation.campaign(), name)).isPresent();

    situation.send(new Command.Pause(Optional.empty(), AT));
    assertThat(Standings.of(situation.campaign(), name)).isEmpty();
    situation.send(new Command.Resume(Optional.empty(), AT));
    situation.send(new Command.Pause(Optional.of(name), AT));
    assertThat(Standings.of(situation.campaign(), name)).isEmpty();
  }

  /** A machine that has its baseline and a few verdicts behind it. */
  private static Situation worked(String file, int runs, Random random) {
    Situation situation = Situation.startedOn(file);
    situation.join(MACHINE);
    while (situation.machine(MACHINE).branch().head().isEmpty()) {
      situation.send(report(situation, random));
    }
    for (int run = 0; run < runs; run++) {
      situation.send(report(situation, random));
    }
    return situation;
  }

  private static Command report(Situation situation, Random random) {
    Machine machine = situation.machine(MACHINE);
    Experiment running = situation.running(MACHINE);
    return new Command.ReportOutcome(
        running.id(),
        running.token(),
        running.base(),
        "%040x".formatted(running.token()),
        LeftAlone.measured(machine.branch().knobs(), running.proposal().edit(), random),
        AT);
  }

  private static Command expired(Situation situation) {
    Membership now = situation.machine(MACHINE).membership();
    return new Command.ExpireLease(new MachineName(MACHINE), now.incarnation(), AT);
  }

  private static void meddle(Situation situation, Random random) {
    MachineName name = new MachineName(MACHINE);
    switch (random.nextInt(4)) {
      case 0 -> {
        situation.join(MACHINE, "another folder", "another process");
        situation.send(report(situation, random));
        situation.send(expired(situation));
      }
      case 1 -> situation.send(new Command.Pause(Optional.of(name), AT));
      case 2 -> situation.send(new Command.Pause(Optional.empty(), AT));
      default -> situation.send(new Command.Resume(Optional.empty(), AT));
    }
  }

  private static Set<String> commits(Situation situation) {
    Set<String> commits = new HashSet<>();
    situation.events(Event.ExperimentJudged.class).forEach(each -> commits.add(each.commit()));
    situation.events(Event.RunMeasured.class).forEach(each -> commits.add(each.commit()));
    situation.events(Event.EvidenceRecorded.class).forEach(each -> commits.add(each.commit()));
    return commits;
  }

  private static Optional<Double> metric(Outcome outcome) {
    return outcome instanceof Outcome.Measured measured
        ? Optional.of(measured.metric())
        : Optional.empty();
  }
}
