package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Status;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** How runs become verdicts where noise is taken seriously. */
class MeasuredVerdictsTest {
  @Test
  void runsTheBaselineThreeTimesAndKeepsItsMean() {
    Situation situation = Situation.startedOn(Situation.MEASURED_FILE);
    situation.join("m4max");
    long token = situation.running("m4max").token();
    situation.measured("m4max", 2.00);
    situation.measured("m4max", 2.02);

    assertThat(situation.running("m4max").proposal().origin()).isEqualTo(Origin.BASELINE);
    assertThat(situation.running("m4max").attempt()).isEqualTo(3);
    assertThat(situation.running("m4max").token()).isGreaterThan(token);
    situation.measured("m4max", 2.01);

    Branch branch = situation.machine("m4max").branch();
    assertThat(branch.head().orElseThrow().metric()).isEqualTo(2.01, offset(1e-9));
    assertThat(branch.baseline().orElseThrow()).isEqualTo(2.01, offset(1e-9));
    assertThat(branch.yardstick().noise().floor().orElseThrow()).isEqualTo(0.01, offset(1e-9));
    assertThat(branch.tally().rows()).isEqualTo(1);
    assertThat(last(situation.events(Event.ExperimentJudged.class)).runs())
        .containsExactly(2.00, 2.02, 2.01);
  }

  @Test
  void givesEachRunASeedOfItsOwn() {
    Situation situation = Situation.startedOn(Situation.MEASURED_FILE);
    situation.join("m4max");
    long first = situation.running("m4max").seed(7);
    situation.measured("m4max", 2.00);
    assertThat(situation.running("m4max").seed(7)).isNotEqualTo(first);
    assertThat(situation.waiting("m4max").seed(7)).isNotEqualTo(first);
  }

  @Test
  void runsBothSidesAgainWhereTheGainIsWithinTheNoise() {
    Situation situation = withBaseline();
    Experiment candidate = situation.running("m4max");

    situation.measured("m4max", 2.005);
    Workload undecided = situation.machine("m4max").workload();
    assertThat(undecided.running().orElseThrow().id()).isEqualTo(candidate.id());
    assertThat(undecided.running().orElseThrow().token()).isGreaterThan(candidate.token());
    assertThat(undecided.sideOf(undecided.running().orElseThrow()))
        .isEqualTo(Judgement.Side.CANDIDATE);
    assertThat(situation.machine("m4max").branch().tally().rows()).isEqualTo(1);

    situation.measured("m4max", 2.004);
    situation.measured("m4max", 2.006);
    assertThat(situation.machine("m4max").workload().trial().side())
        .isEqualTo(Judgement.Side.INCUMBENT);
  }

  @Test
  void correctsTheHeadByItsLaterRuns() {
    Situation situation = withBaseline();
    situation.measured("m4max", 2.005);
    situation.measured("m4max", 2.004);
    situation.measured("m4max", 2.004);

    situation.measured("m4max", 2.05);

    Head head = situation.machine("m4max").branch().head().orElseThrow();
    assertThat(head.sample().runs()).isGreaterThanOrEqualTo(1);
    assertThat(situation.events(Event.RunMeasured.class))
        .filteredOn(each -> each.side() == Judgement.Side.INCUMBENT)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.incumbent().orElseThrow().runs()).isEqualTo(4);
              assertThat(each.incumbent().orElseThrow().mean()).isEqualTo(2.02, offset(1e-9));
            });
  }

  @Test
  void keepsAClearWinAtOnce() {
    Situation situation = withBaseline();
    Experiment winner = situation.running("m4max");
    situation.measured("m4max", 1.92);
    assertThat(situation.machine("m4max").branch().head().orElseThrow().experiment())
        .isEqualTo(winner.id());
  }

  /** Its first run and a second one, on the new head, would be runs of two configurations. */
  @Test
  void measuresASurpriseAnewWhenItRanOnAHeadThatIsNoneAnyMore() {
    Situation situation = withBaseline();
    Experiment early = situation.waiting("m4max");
    situation.measured("m4max", 1.90);
    assertThat(situation.running("m4max").id()).isEqualTo(early.id());
    assertThat(situation.running("m4max").base()).isNotEqualTo(early.base());

    situation.report(early, early.token(), early.base(), Situation.measured(1.20));

    Event.ExperimentJudged judged = last(situation.events(Event.ExperimentJudged.class));
    assertThat(judged.id()).isEqualTo(early.id());
    assertThat(judged.verdict().status()).isEqualTo(Status.DISCARD);
    assertThat(judged.verdict().reason()).contains("the branch has moved on since");
    Experiment anew = situation.waiting("m4max");
    assertThat(anew.proposal().edit()).isEqualTo(judged.experiment().proposal().edit());
    assertThat(anew.base())
        .isEqualTo(situation.machine("m4max").branch().head().map(Head::experiment));
  }

  @Test
  void givesAnExperimentWithoutAVerdictNoRowAndItsVerdictOne() {
    Situation situation = withBaseline();
    Experiment candidate = situation.running("m4max");
    while (situation.running("m4max").id().equals(candidate.id())) {
      situation.measured("m4max", 2.005);
    }
    Event.ExperimentJudged verdict = last(situation.events(Event.ExperimentJudged.class));
    assertThat(verdict.id()).isEqualTo(candidate.id());
    assertThat(verdict.row()).isEqualTo(2);
    assertThat(((Outcome.Measured) verdict.outcome()).metric()).isEqualTo(2.005, offset(1e-9));
  }

  @Test
  void decidesByWhatItHasWhenTheIncumbentsRunCrashes() {
    Situation situation = withBaseline();
    Experiment candidate = situation.running("m4max");
    situation.measured("m4max", 2.005);
    situation.measured("m4max", 2.004);
    situation.measured("m4max", 2.004);
    assertThat(situation.machine("m4max").workload().trial().side())
        .isEqualTo(Judgement.Side.INCUMBENT);

    situation.crashed("m4max");

    Event.ExperimentJudged verdict = last(situation.events(Event.ExperimentJudged.class));
    assertThat(verdict.id()).isEqualTo(candidate.id());
    assertThat(verdict.verdict().status()).isNotEqualTo(Status.CRASH);
    assertThat(situation.events(Event.EvidenceRecorded.class)).hasSize(1);
  }

  @Test
  void callsAnExperimentThatCrashesTheSecondTimeACrash() {
    Situation situation = withBaseline();
    situation.measured("m4max", 2.005);
    situation.crashed("m4max");

    Event.ExperimentJudged verdict = last(situation.events(Event.ExperimentJudged.class));
    assertThat(verdict.verdict().status()).isEqualTo(Status.CRASH);
    assertThat(verdict.runs()).containsExactly(2.005);
  }

  @Test
  void takesAMetricOfExactlyZeroForACrash() {
    Situation situation = withBaseline();
    situation.measured("m4max", 0.0);
    assertThat(last(situation.events(Event.ExperimentJudged.class)).verdict().status())
        .isEqualTo(Status.CRASH);
  }

  @Test
  void keepsWhatIsEqualAndSimplerAndNotWhatIsEqualOnly() {
    Situation situation = withBaseline();
    Experiment simpler = situation.running("m4max");
    situation.measured("m4max", 2.012, 1000, new LineChange(0, 15));

    assertThat(situation.machine("m4max").branch().head().orElseThrow().experiment())
        .isEqualTo(simpler.id());
    assertThat(last(situation.events(Event.BranchAdvanced.class)).realWin()).isFalse();
    situation.measured("m4max", 2.03, 1000, new LineChange(1, 1));
    assertThat(last(situation.events(Event.ExperimentJudged.class)).verdict().status())
        .isEqualTo(Status.DISCARD);
  }

  /** A machine's very first run unpacks libraries and prepares data, and takes more for it. */
  @Test
  void callsNothingSimplerBecauseTheFirstRunOfTheBaselineTookMoreMemory() {
    Situation situation = Situation.startedOn(Situation.MEASURED_FILE);
    situation.join("m4max");
    situation.measured("m4max", 2.00, 1001, new LineChange(0, 0));
    situation.measured("m4max", 2.02, 883, new LineChange(0, 0));
    situation.measured("m4max", 2.01, 890, new LineChange(0, 0));
    assertThat(situation.machine("m4max").branch().head().orElseThrow().memoryMib()).hasValue(883);

    situation.measured("m4max", 2.015, 891, new LineChange(1, 1));

    assertThat(last(situation.events(Event.ExperimentJudged.class)).verdict().status())
        .isEqualTo(Status.DISCARD);
  }

  @Test
  void neverLosesMoreThanOneFloorBySimplifications() {
    Situation situation = withBaseline();
    for (int i = 1; i <= 10; i++) {
      settle(situation, 2.01 + 0.003 * i);
    }
    Branch branch = situation.machine("m4max").branch();
    assertThat(branch.tally().kept()).isEqualTo(3);
    assertThat(branch.head().orElseThrow().metric()).isLessThanOrEqualTo(2.02 + 1e-9);
  }

  @Test
  void mendsWhatRanOutOfMemoryByHalfTheStepAtMostTwice() {
    Situation situation = withBaseline();
    int crashes = 0;
    Experiment crashed = situation.running("m4max");
    do {
      crashed = runOutOfMemory(situation);
      crashes++;
    } while (crashes < 60 && !isMended(situation));
    assertThat(isMended(situation)).as("a numeric knob was drawn among %d", crashes).isTrue();

    Experiment mended =
        situation.machine("m4max").workload().assigned().stream()
            .filter(each -> each.proposal().repairs() == 1)
            .findFirst()
            .orElseThrow();
    assertThat(mended.proposal().reason()).contains(crashed.id().toString()).contains("Half");
    assertThat(mended.proposal().edit()).isNotEqualTo(crashed.proposal().edit());
    for (int i = 0; i < 40; i++) {
      runOutOfMemory(situation);
    }
    assertThat(situation.events(Event.ExperimentAssigned.class))
        .allSatisfy(each -> assertThat(each.proposal().repairs()).isLessThanOrEqualTo(2))
        .anySatisfy(each -> assertThat(each.proposal().repairs()).isEqualTo(2));
  }

  @Test
  void judgesWhatItHasOfAnExperimentThatIsInterruptedTwice() {
    Situation situation = withBaseline();
    Experiment candidate = situation.running("m4max");
    situation.measured("m4max", 2.005);
    situation.interrupted("m4max");
    situation.interrupted("m4max");

    assertThat(last(situation.events(Event.ExperimentJudged.class)).id()).isEqualTo(candidate.id());
    assertThat(situation.machine("m4max").membership().aside()).isEmpty();
  }

  @Test
  void waitsForApprovalAfterTheBaseline() {
    Situation situation = Situation.startedOn(Situation.FILE);
    situation.start(new Settings.Limits(7, OptionalInt.empty(), 1, true));
    situation.join("m4max");
    assertThat(situation.machine("m4max").workload().assigned()).hasSize(1);
    situation.measured("m4max", 2.0);
    assertThat(situation.machine("m4max").workload().assigned()).isEmpty();

    Reply unknown = situation.approve("m4mx");
    assertThat(unknown)
        .isInstanceOfSatisfying(
            Reply.Rejected.class,
            rejected -> assertThat(rejected.sentence()).contains("did you mean 'm4max'?"));
    situation.approve("m4max");

    assertThat(situation.machine("m4max").workload().assigned()).hasSize(2);
  }

  private static Experiment runOutOfMemory(Situation situation) {
    Experiment running = situation.running("m4max");
    situation.report(
        running,
        running.token(),
        running.base(),
        new Outcome.Crashed("out-of-memory", "It ran out of memory.", "", RunFacts.NEVER_STARTED));
    return running;
  }

  /** However often it is asked for another run, each side measures what it did before. */
  private static void settle(Situation situation, double metric) {
    Experiment experiment = situation.running("m4max");
    while (situation.running("m4max").id().equals(experiment.id())) {
      boolean incumbents =
          situation.machine("m4max").workload().trial().side() == Judgement.Side.INCUMBENT;
      double head = situation.machine("m4max").branch().head().orElseThrow().metric();
      situation.measured("m4max", incumbents ? head : metric, 1000, new LineChange(0, 5));
    }
  }

  private static boolean isMended(Situation situation) {
    return situation.machine("m4max").workload().assigned().stream()
        .anyMatch(each -> each.proposal().repairs() > 0);
  }

  /** Mean 2.01, noise 0.01. */
  private static Situation withBaseline() {
    Situation situation = Situation.startedOn(Situation.MEASURED_FILE);
    situation.join("m4max");
    situation.measured("m4max", 2.00, 1000, new LineChange(0, 0));
    situation.measured("m4max", 2.02, 1000, new LineChange(0, 0));
    situation.measured("m4max", 2.01, 1000, new LineChange(0, 0));
    return situation;
  }

  private static <E> E last(List<E> events) {
    return events.get(events.size() - 1);
  }
}
