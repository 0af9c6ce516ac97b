package dev.swarm.shared.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.Direction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StrictPolicyTest {
  @Example
  void keepsOnlyWhatIsStrictlyBetter() {
    assertThat(judge(Direction.MINIMIZE, 1.4, 1.5))
        .isEqualTo(new Judgement.Keep(true, "1.400000 is better than the incumbent's 1.500000."));
    assertThat(judge(Direction.MINIMIZE, 1.5, 1.5))
        .isEqualTo(new Judgement.Discard("1.500000 is not better than the incumbent's 1.500000."));
    assertThat(judge(Direction.MAXIMIZE, 1.4, 1.5)).isInstanceOf(Judgement.Discard.class);
    assertThat(judge(Direction.MAXIMIZE, 1.6, 1.5)).isInstanceOf(Judgement.Keep.class);
  }

  @Property
  void neverKeepsTwoThatBeatEachOther(
      @ForAll Direction direction, @ForAll double one, @ForAll double other) {
    boolean oneKept = judge(direction, one, other) instanceof Judgement.Keep;
    boolean otherKept = judge(direction, other, one) instanceof Judgement.Keep;

    assertThat(oneKept && otherKept).isFalse();
    assertThat(oneKept || otherKept).isEqualTo(one != other);
  }

  private static Judgement judge(Direction direction, double metric, double incumbent) {
    return StrictPolicy.judge(
        new Evidence(
            direction,
            Sample.of(metric),
            Sample.of(incumbent),
            incumbent,
            Noise.UNKNOWN,
            Change.NONE,
            0,
            0));
  }
}
