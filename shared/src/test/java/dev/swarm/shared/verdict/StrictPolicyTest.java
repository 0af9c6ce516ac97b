package dev.swarm.shared.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StrictPolicyTest {
  @Example
  void keepsABaselineWhateverItMeasured() {
    assertThat(StrictPolicy.judge(Direction.MINIMIZE, OptionalDouble.empty(), measured(9e9)))
        .isEqualTo(new Verdict(Status.KEEP, "The baseline: 9000000000.000000."));
  }

  @Example
  void keepsOnlyWhatIsStrictlyBetter() {
    OptionalDouble incumbent = OptionalDouble.of(1.5);

    assertThat(StrictPolicy.judge(Direction.MINIMIZE, incumbent, measured(1.4)))
        .isEqualTo(new Verdict(Status.KEEP, "1.400000 is better than the incumbent's 1.500000."));
    assertThat(StrictPolicy.judge(Direction.MINIMIZE, incumbent, measured(1.5)))
        .isEqualTo(
            new Verdict(Status.DISCARD, "1.500000 is not better than the incumbent's 1.500000."));
    assertThat(StrictPolicy.judge(Direction.MAXIMIZE, incumbent, measured(1.4)).status())
        .isEqualTo(Status.DISCARD);
    assertThat(StrictPolicy.judge(Direction.MAXIMIZE, incumbent, measured(1.6)).status())
        .isEqualTo(Status.KEEP);
  }

  @Example
  void callsACrashACrashEvenForABaseline() {
    Outcome crash =
        new Outcome.Crashed("divergence", "The loss is NaN.", "", RunFacts.NEVER_STARTED);

    assertThat(StrictPolicy.judge(Direction.MINIMIZE, OptionalDouble.empty(), crash))
        .isEqualTo(new Verdict(Status.CRASH, "The loss is NaN."));
  }

  @Example
  void judgesNoInterruptedRun() {
    assertThatThrownBy(
            () ->
                StrictPolicy.judge(
                    Direction.MINIMIZE,
                    OptionalDouble.empty(),
                    new Outcome.Interrupted("The disk is full.", RunFacts.NEVER_STARTED)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void neverKeepsTwoThatBeatEachOther(
      @ForAll Direction direction, @ForAll double one, @ForAll double other) {
    Status oneKept =
        StrictPolicy.judge(direction, OptionalDouble.of(other), measured(one)).status();
    Status otherKept =
        StrictPolicy.judge(direction, OptionalDouble.of(one), measured(other)).status();

    if (one == other) {
      assertThat(oneKept).isEqualTo(Status.DISCARD);
      assertThat(otherKept).isEqualTo(Status.DISCARD);
    } else {
      assertThat(oneKept).isNotEqualTo(otherKept);
    }
  }

  private static Outcome measured(double metric) {
    return new Outcome.Measured(metric, OptionalDouble.empty(), Map.of(), RunFacts.NEVER_STARTED);
  }
}
