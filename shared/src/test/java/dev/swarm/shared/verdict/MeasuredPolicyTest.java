package dev.swarm.shared.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.Direction;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeasuredPolicyTest {
  private static final Noise FLOOR = Noise.known(0.0005);
  private static final double BASELINE = 0.997;
  private static final double GIGABYTES = 44;

  private final MeasuredPolicy policy = MeasuredPolicy.ofIdeas(4);

  /** The specification's two tables; its crash is no measurement and judged elsewhere. */
  static Stream<Arguments> rows() {
    return Stream.of(
        Arguments.of("+5 clean lines", 0.993, 5, 0, true),
        Arguments.of("+20 hacky lines", 0.996, 20, 0, false),
        Arguments.of("-15 lines", 0.997, -15, 0, true),
        Arguments.of("+10 clean lines", 0.992, 10, 0, true),
        Arguments.of("a regression", 1.005, 0, 0, false),
        Arguments.of("a subsystem removed", 0.996, -60, 0, true),
        Arguments.of("+2 GB", BASELINE - 0.050, 0, 2, true),
        Arguments.of("+10 GB", BASELINE - 0.002, 0, 10, false),
        Arguments.of("-5 GB", BASELINE, 0, -5, true),
        Arguments.of("+1 GB", BASELINE - 0.010, 0, 1, true));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void decidesAsTheSpecificationsTables(
      String change, double metric, int lines, double gigabytes, boolean keep) {
    Judgement verdict = settled(metric, new Change(lines, gigabytes / GIGABYTES));
    assertThat(verdict instanceof Judgement.Keep).as(verdict.reason()).isEqualTo(keep);
  }

  /** However often it runs again, it measures the same. */
  private Judgement settled(double metric, Change change) {
    Sample candidate = Sample.of(metric);
    Sample incumbent = Sample.of(BASELINE);
    for (int confirmations = 0; ; confirmations++) {
      Judgement judgement =
          policy.judge(evidence(candidate, incumbent, BASELINE, FLOOR, change, confirmations));
      if (!(judgement instanceof Judgement.RunAgain again)) {
        return judgement;
      }
      if (again.side() == Judgement.Side.CANDIDATE) {
        candidate = candidate.plus(metric);
      } else {
        incumbent = incumbent.plus(BASELINE);
      }
    }
  }

  @Test
  void isSeldomFooledByNoise() {
    VerdictSimulation.Tally tally = VerdictSimulation.measured(VerdictSimulation.World.H100, 200);
    assertThat(tally.falseKeepRate()).isLessThanOrEqualTo(0.05);
    assertThat(tally.trueKeepRate()).isGreaterThanOrEqualTo(0.85);
    assertThat(tally.runsPerExperiment()).isLessThanOrEqualTo(1.6);
    assertThat(VerdictSimulation.strict(VerdictSimulation.World.H100, 200).falseKeepRate())
        .as("what the plain comparison leads to")
        .isBetween(0.18, 0.24);
  }

  @Test
  void letsSimplificationsLoseNoMoreThanOneFloorInAll() {
    double metric = BASELINE;
    int kept = 0;
    for (int i = 0; i < 20; i++) {
      double simpler = metric + FLOOR.floor().orElseThrow() / 3;
      Judgement judgement =
          policy.judge(
              evidence(
                  Sample.of(simpler), Sample.of(metric), BASELINE, FLOOR, new Change(-5, 0), 0));
      if (judgement instanceof Judgement.Keep keep) {
        assertThat(keep.realWin()).isFalse();
        metric = simpler;
        kept++;
      }
    }
    assertThat(kept).isBetween(1, 3);
    assertThat(metric).isLessThanOrEqualTo(BASELINE + FLOOR.floor().orElseThrow() + 1e-12);
  }

  @Test
  void runsASurprisingGainAgainBeforeItIsKept() {
    Evidence once = evidence(Sample.of(0.5), Sample.of(BASELINE), BASELINE, FLOOR, Change.NONE, 0);
    assertThat(policy.judge(once))
        .isInstanceOfSatisfying(
            Judgement.RunAgain.class,
            again -> assertThat(again.side()).isEqualTo(Judgement.Side.CANDIDATE));
    Evidence twice =
        evidence(Sample.of(0.5).plus(0.5), Sample.of(BASELINE), BASELINE, FLOOR, Change.NONE, 1);
    assertThat(policy.judge(twice)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void keepsASurprisingGainThatMayNotBeRepeated() {
    Evidence once = evidence(Sample.of(0.5), Sample.of(BASELINE), BASELINE, FLOOR, Change.NONE, 0);
    assertThat(MeasuredPolicy.ofIdeas(0).judge(once)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void findsNoSurpriseInAGainThatTheMachineHasSeenTheLikesOf() {
    Evidence evidence =
        new Evidence(
            Direction.MINIMIZE,
            Sample.of(1.808),
            Sample.of(2.534),
            2.534,
            Noise.known(0.03),
            Change.NONE,
            0,
            0.5);
    assertThat(policy.judge(evidence)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void runsAgainTheSideThatHasFewerRuns() {
    double close = BASELINE - 0.0006;
    assertThat(side(Sample.of(close), Sample.of(BASELINE))).isEqualTo(Judgement.Side.INCUMBENT);
    assertThat(side(Sample.of(close), Sample.of(BASELINE).plus(BASELINE)))
        .isEqualTo(Judgement.Side.CANDIDATE);
  }

  @Test
  void learnsTheNoiseFromTheExperimentItselfWhereNothingWasRepeated() {
    Evidence unknown = evidence(Sample.of(0.9), Sample.of(1.0), 1.0, Noise.UNKNOWN, Change.NONE, 0);
    assertThat(policy.judge(unknown))
        .isInstanceOfSatisfying(
            Judgement.RunAgain.class,
            again -> assertThat(again.side()).isEqualTo(Judgement.Side.CANDIDATE));
    Evidence worse = evidence(Sample.of(1.1), Sample.of(1.0), 1.0, Noise.UNKNOWN, Change.NONE, 0);
    assertThat(policy.judge(worse)).isInstanceOf(Judgement.Discard.class);
  }

  @Test
  void goesByTheNumbersWhereNothingMayBeRepeated() {
    MeasuredPolicy once = MeasuredPolicy.ofIdeas(0);
    assertThat(
            once.judge(evidence(Sample.of(0.9), Sample.of(1.0), 1, Noise.UNKNOWN, Change.NONE, 0)))
        .isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void keepsAnyGainOfAMetricWithoutNoise() {
    Noise none = new Noise(0, 2);
    assertThat(policy.judge(evidence(Sample.of(41), Sample.of(42), 42, none, Change.NONE, 1)))
        .isInstanceOf(Judgement.Keep.class);
    assertThat(policy.judge(evidence(Sample.of(42), Sample.of(42), 42, none, Change.NONE, 0)))
        .isInstanceOf(Judgement.Discard.class);
  }

  @Test
  void neverRunsMoreOftenThanAllowed() {
    Evidence undecided =
        evidence(
            Sample.of(BASELINE - 0.0005), Sample.of(BASELINE), BASELINE, FLOOR, Change.NONE, 4);
    assertThat(policy.judge(undecided)).isNotInstanceOf(Judgement.RunAgain.class);
  }

  @Test
  void comparesTheOtherWayRoundWhereMoreIsBetter() {
    Evidence evidence =
        new Evidence(
            Direction.MAXIMIZE,
            Sample.of(0.92).plus(0.92),
            Sample.of(0.90),
            0.90,
            Noise.known(0.001),
            Change.NONE,
            1,
            0);
    assertThat(policy.judge(evidence)).isInstanceOf(Judgement.Keep.class);
  }

  @Test
  void saysWhatWasCompared() {
    assertThat(settled(0.996, new Change(20, 0)).reason())
        .isEqualTo(
            "0.996000 against the incumbent's 0.997000, noise 0.00050: not better."
                + " It would have to be better by 0.001396 to pay for 20 more lines.");
  }

  private Judgement.Side side(Sample candidate, Sample incumbent) {
    return ((Judgement.RunAgain)
            policy.judge(evidence(candidate, incumbent, BASELINE, FLOOR, Change.NONE, 0)))
        .side();
  }

  private static Evidence evidence(
      Sample candidate,
      Sample incumbent,
      double best,
      Noise noise,
      Change change,
      int confirmations) {
    return new Evidence(
        Direction.MINIMIZE, candidate, incumbent, best, noise, change, confirmations, 0);
  }

  @Property
  void writesTwoDigitsAsTheFormatterDoes(@ForAll @DoubleRange(max = 100) double value) {
    assertThat(MeasuredPolicy.twoDigits(value))
        .isEqualTo(String.format(Locale.ROOT, "%.2g", value));
    double small = value / 1e4;
    assertThat(MeasuredPolicy.twoDigits(small))
        .isEqualTo(String.format(Locale.ROOT, "%.2g", small));
  }
}
