package dev.swarm.shared.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.search.ParzenSearch;
import dev.swarm.shared.search.Seeds;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Yardstick;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Percentage;

/** What a machine does that is left alone; jqwik prints the seed of a failure. */
class OfflineSearchTest {
  private static final String FILE =
      """
      name: test
      metric: val_bpb
      mutable_files: [Train.java]
      run_command: train
      budget: 10s
      knobs:
        - {name: LR, type: float, min: 0.001, max: 0.1, scale: log}
        - {name: DEPTH, type: int, min: 1, max: 8}
      """;
  private static final String STRICT = FILE + "keep: {policy: strict}\n";

  @Property(tries = 200)
  void movesItsHeadOnlyToWhatThePolicyKept(@ForAll long seed) {
    Random random = new Random(seed);
    String file = random.nextBoolean() ? FILE : STRICT;
    OfflineSearch search = alone(file, OptionalInt.empty(), List.of());
    Set<String> heads = new HashSet<>(Set.of("m4-3"));
    for (int run = 1; run <= 60 && search.next("none").isPresent(); run++) {
      Standing before = search.standing();
      OfflineSearch.Step step = search.took(run(search, run, outcome(random)));
      Standing after = step.after().standing();
      boolean kept =
          step.verdict().filter(each -> each.verdict().status() == Status.KEEP).isPresent();
      assertThat(!after.head().experiment().equals(before.head().experiment())).isEqualTo(kept);
      if (kept) {
        assertThat(heads.add(after.head().experiment())).as("never goes back").isTrue();
        assertThat(after.previous().map(Standing.Head::experiment))
            .contains(before.head().experiment());
        Sample beaten = after.previous().orElseThrow().incumbent().sample();
        assertThat(Direction.MINIMIZE.better(mean(after), beaten.mean())).isTrue();
      }
      search = step.after();
    }
  }

  @Property(tries = 100)
  void goesOnWhereItWasAfterItsRunsAreReadAgain(@ForAll long seed) {
    Random random = new Random(seed);
    OwnSearch own = random.nextBoolean() ? OwnSearch.RANDOM : OwnSearch.TPE;
    OfflineSearch search = alone(FILE, OptionalInt.empty(), own, List.of());
    List<OfflineRun> runs = new ArrayList<>();
    for (int run = 1; run <= 30 && search.next("none").isPresent(); run++) {
      runs.add(run(search, run, outcome(random)));
      search = search.took(runs.get(runs.size() - 1)).after();
    }

    OfflineSearch again = alone(FILE, OptionalInt.empty(), own, List.of());
    for (OfflineRun each : runs) {
      again = again.took(each).after();
    }

    assertThat(again.standing()).isEqualTo(search.standing());
    assertThat(again.next("next")).isEqualTo(search.next("next"));
  }

  @Example
  void judgesFirstWhatItHadBeenGiven() {
    Proposal given = proposal("0.02");
    OfflineSearch search =
        alone(STRICT, OptionalInt.empty(), List.of(new OfflineSearch.Leased("m4-4", given)));
    assertThat(search.awaits()).map(OfflineSearch.Leased::experiment).contains("m4-4");
    assertThat(search.next("own")).isEmpty();

    OfflineSearch.Step step = search.took(run("m4-4", given, measured(0.9)));

    assertThat(step.verdict().orElseThrow().verdict().status()).isEqualTo(Status.KEEP);
    assertThat(step.after().awaits()).isEmpty();
    OfflineSearch.Task next = step.after().next("own").orElseThrow();
    assertThat(next.base()).contains("m4-4");
    assertThat(step.after().standing().knobs()).containsEntry("LR", "0.02");
  }

  @Example
  void leavesAloneWhatWasMeasuredOnAnotherRung() {
    Proposal given = proposal("0.02").at(new Climb(Optional.of("small"), Optional.empty()));
    OfflineSearch search =
        alone(STRICT, OptionalInt.empty(), List.of(new OfflineSearch.Leased("m4-4", given)));

    OfflineSearch.Step step = search.took(run("m4-4", given, measured(0.1)));

    assertThat(step.verdict()).isEmpty();
    assertThat(step.after().standing().head().experiment()).isEqualTo("m4-3");
    assertThat(step.after().next("own").orElseThrow().proposal().rung()).isEmpty();
  }

  @Example
  void triesAgainWhatTheMachineFailedAndGivesUpAfterAWhile() {
    OfflineSearch search = alone(STRICT, OptionalInt.empty(), List.of());
    OfflineSearch.Task first = search.next("first").orElseThrow();
    int failures = 0;
    while (search.next("first").isPresent()) {
      assertThat(search.next("another").orElseThrow().proposal()).isEqualTo(first.proposal());
      search =
          search
              .took(
                  run(
                      "first",
                      first.proposal(),
                      new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED)))
              .after();
      failures++;
    }
    assertThat(failures).isEqualTo(CampaignFile.parse(STRICT).retries().infrastructure());
  }

  @Example
  void beginsNoMoreThanItMay() {
    OfflineSearch search = alone(STRICT, OptionalInt.of(2), List.of());
    search = search.took(run(search, 1, measured(2))).after();
    search = search.took(run(search, 2, measured(2))).after();

    assertThat(search.next("third")).isEmpty();
  }

  @Example
  void triesNothingTwiceOnOneHead() {
    OfflineSearch search = alone(STRICT, OptionalInt.empty(), List.of());
    Set<Edit> tried = new HashSet<>();
    for (int run = 1; run <= 40; run++) {
      assertThat(tried.add(search.next("next").orElseThrow().proposal().edit())).isTrue();
      search = search.took(run(search, run, measured(2))).after();
    }
  }

  @Example
  void searchesByWhatWasMeasuredOnItsBranchWhereTheCampaignDoes() {
    CampaignFile file = CampaignFile.parse(STRICT);
    OwnSearch seen = OwnSearch.TPE;
    for (int i = 1; i <= 20; i++) {
      seen =
          seen.judged(
              file, Map.of("LR", Double.toString(0.002 * i), "DEPTH", "4"), measured(1 + 0.01 * i));
    }
    OfflineSearch search = alone(STRICT, OptionalInt.empty(), seen, List.of());
    assertThat(search.next("own").orElseThrow().proposal().reason())
        .isEqualTo("Likelier among the good of 20 experiments than among the rest.");

    for (int run = 1; run <= 30; run++) {
      OfflineRun made = run(search, run, measured(2));
      Map<String, String> configuration = new TreeMap<>(search.standing().knobs());
      configuration.putAll(made.proposal().edit().knobs());
      seen = seen.judged(file, configuration, made.outcome());
      search = search.took(made).after();
      Standing now = search.standing();
      assertThat(search.next("own").orElseThrow().proposal())
          .isEqualTo(
              ParzenSearch.propose(
                      file.searched(),
                      now.knobs(),
                      seen.seen(),
                      now.tried()::contains,
                      Seeds.ofProposal(now.seed(), now.machine(), now.nextNumber()))
                  .orElseThrow());
    }
    assertThat(seen.seen().count()).isEqualTo(50);
  }

  @Example
  void mendsWhatCrashedAsOftenAsItMay() {
    OfflineSearch search = alone(STRICT, OptionalInt.empty(), List.of());
    // Until the search draws something that is far enough from the head for every half step.
    int number = 1;
    while (!search.next("own").orElseThrow().proposal().edit().knobs().keySet().equals(Set.of("LR"))
        || Double.parseDouble(lr(search)) < 0.03) {
      search = search.took(run(search, number++, measured(2))).after();
    }
    int repairs = CampaignFile.parse(STRICT).retries().repairs();
    for (int repair = 1; repair <= repairs; repair++) {
      double rate = Double.parseDouble(lr(search));
      String name = search.next("own").orElseThrow().experiment();
      search = search.took(run(search, number++, crashed("divergence"))).after();

      Proposal mended = search.next(name).orElseThrow().proposal();
      assertThat(mended.repairs()).isEqualTo(repair);
      assertThat(Double.parseDouble(lr(search)))
          .isCloseTo(Math.sqrt(0.01 * rate), Percentage.withPercentage(1));
    }
    search = search.took(run(search, number, crashed("divergence"))).after();
    assertThat(search.next("own").orElseThrow().proposal().repairs()).isZero();
  }

  @Example
  void mendsNothingThatASmallerStepCannotCureOrThatOthersThoughtOf() {
    OfflineSearch search = alone(STRICT, OptionalInt.empty(), List.of());
    assertThat(repairsAfter(search.took(run(search, 1, crashed("other"))))).isZero();

    Proposal human = new Proposal(new Edit(Map.of("LR", "0.1")), "LR", Origin.HUMAN, "Why.");
    OfflineSearch given =
        alone(STRICT, OptionalInt.empty(), List.of(new OfflineSearch.Leased("m4-4", human)));
    assertThat(repairsAfter(given.took(run("m4-4", human, crashed("divergence"))))).isZero();
    Proposal own = proposal("0.1");
    given = alone(STRICT, OptionalInt.empty(), List.of(new OfflineSearch.Leased("m4-4", own)));
    assertThat(repairsAfter(given.took(run("m4-4", own, crashed("divergence"))))).isOne();
  }

  private static int repairsAfter(OfflineSearch.Step step) {
    return step.after().next("own").orElseThrow().proposal().repairs();
  }

  private static String lr(OfflineSearch search) {
    return search.next("own").orElseThrow().proposal().edit().knobs().get("LR");
  }

  private static OfflineSearch alone(
      String file, OptionalInt left, List<OfflineSearch.Leased> leased) {
    return alone(file, left, OwnSearch.RANDOM, leased);
  }

  private static OfflineSearch alone(
      String file, OptionalInt left, OwnSearch search, List<OfflineSearch.Leased> leased) {
    return OfflineSearch.begin(
        CampaignFile.parse(file),
        "cpu-x86",
        new Standing(
            new MachineName("m4"),
            7,
            5,
            left,
            Map.of("LR", "0.01", "DEPTH", "4"),
            Set.of(),
            new Standing.Head(
                "m4-3", new Incumbent(new Sample(3, 1, 0.0002), OptionalDouble.of(1000))),
            Optional.empty(),
            new Yardstick(new Noise(0.0002, 2), OptionalDouble.empty(), 0)),
        search,
        Trial.NEW,
        leased);
  }

  /** The next run, with this outcome. */
  private static OfflineRun run(OfflineSearch search, int number, Outcome outcome) {
    OfflineSearch.Task task = search.next("own-" + number).orElseThrow();
    return new OfflineRun(
        task.experiment(), task.proposal(), task.base(), task.side(), "c" + number, outcome);
  }

  private static OfflineRun run(String experiment, Proposal proposal, Outcome outcome) {
    return new OfflineRun(
        experiment, proposal, Optional.of("m4-3"), Judgement.Side.CANDIDATE, "c", outcome);
  }

  private static Proposal proposal(String rate) {
    return new Proposal(new Edit(Map.of("LR", rate)), "LR 0.01 -> " + rate, Origin.SEARCH, "Why.");
  }

  private static double mean(Standing standing) {
    return standing.head().incumbent().sample().mean();
  }

  private static Outcome outcome(Random random) {
    return random.nextInt(10) == 0
        ? crashed(random.nextBoolean() ? "other" : "out-of-memory")
        : measured(1 + 0.02 * random.nextGaussian());
  }

  private static Outcome crashed(String kind) {
    return new Outcome.Crashed(kind, "It fell over.", "", RunFacts.NEVER_STARTED);
  }

  private static Outcome measured(double metric) {
    return new Outcome.Measured(metric, OptionalDouble.of(1000), Map.of(), RunFacts.NEVER_STARTED);
  }
}
