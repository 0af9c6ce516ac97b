package dev.swarm.shared.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swarm.shared.knob.Knob;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

class ParzenDensityTest {
  private static final Knob LINEAR = new Knob.Numeric("K", false, 0, 1, Knob.Scale.LINEAR);

  @Example
  void isAMixtureOfNormalDistributionsCutOffAtTheEnds() {
    Density density = Density.of(LINEAR, new double[] {0.1, 0.3, 0.9});

    // Widths are the way to the farther neighbour, the one in the middle of the range among them;
    // at an end the way to the only one.
    double expected =
        (mass(0.1, 0.2, 0.2, 0.25)
                + mass(0.3, 0.2, 0.2, 0.25)
                + mass(0.9, 0.4, 0.2, 0.25)
                + mass(0.5, 1, 0.2, 0.25))
            / 4;
    assertThat(density.of(new Axis.Stretch(0.2, 0.25))).isCloseTo(expected, within(1e-5));
  }

  @Example
  void isNeverNarrowerThanWhatWasSeenAllows() {
    Density density = Density.of(LINEAR, new double[] {0.2, 0.2, 0.21});

    // Three and the one over the whole range: no narrower than a fifth.
    double expected =
        (2 * mass(0.2, 0.2, 0.2, 0.3) + mass(0.21, 0.29, 0.2, 0.3) + mass(0.5, 1, 0.2, 0.3)) / 4;
    assertThat(density.of(new Axis.Stretch(0.2, 0.3))).isCloseTo(expected, within(1e-5));
  }

  @Example
  void countsWhatLiesInThePartsOfTheRange() {
    int[] counts = new int[100];
    counts[10] = 3;
    counts[30] = 1;
    Density density = Density.of(LINEAR, counts);

    double expected =
        (3 * mass(0.105, 0.2, 0.1, 0.2) + mass(0.305, 0.2, 0.1, 0.2) + mass(0.5, 1, 0.1, 0.2)) / 5;
    assertThat(density.of(new Axis.Stretch(0.1, 0.2))).isCloseTo(expected, within(1e-5));
  }

  @Property
  void comesToOneOverTheWholeRangeAndIsNowhereZero(
      @ForAll @Size(max = 30) List<@DoubleRange(min = 0, max = 1) Double> seen) {
    double[] places = seen.stream().mapToDouble(each -> each).sorted().toArray();
    Density density = Density.of(LINEAR, places);
    double sum = 0;
    for (int i = 0; i < 50; i++) {
      double part = density.of(new Axis.Stretch(i / 50.0, (i + 1) / 50.0));
      assertThat(part).isPositive();
      sum += part;
    }
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Example
  void drawsAsOftenAsItSays() {
    Density density = Density.of(LINEAR, new double[] {0.02, 0.7, 0.72, 0.75});
    SplittableRandom random = new SplittableRandom(3);
    int[] drawn = new int[10];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      drawn[(int) Math.min(9, density.draw(random) * 10)]++;
    }
    for (int i = 0; i < 10; i++) {
      double expected = density.of(new Axis.Stretch(i / 10.0, (i + 1) / 10.0));
      assertThat((double) drawn[i] / draws).isCloseTo(expected, within(0.008));
    }
  }

  @Example
  void weighsChoicesByHowOftenTheyWereSeen() {
    Knob choice = new Knob.Choice("OPT", List.of("muon", "adamw", "sgd"));
    double place = Axis.stretchOf(choice, "adamw").orElseThrow().middle();
    double[] twice = {place, place};
    Density density = Density.of(choice, twice);

    // Two seen, and one spread over the three.
    assertThat(density.of(Axis.stretchOf(choice, "adamw").orElseThrow()))
        .isCloseTo((2 + 1 / 3.0) / 3, within(1e-12));
    assertThat(density.of(Axis.stretchOf(choice, "sgd").orElseThrow()))
        .isCloseTo(1 / 9.0, within(1e-12));
    SplittableRandom random = new SplittableRandom(3);
    long adamw =
        Arrays.stream(new int[9_000])
            .filter(none -> Axis.valueAt(choice, density.draw(random)).equals("adamw"))
            .count();
    assertThat(adamw).isBetween(6_800L, 7_200L);
  }

  private static double mass(double centre, double width, double from, double to) {
    return TruncatedNormalDistribution.of(centre, width, 0, 1).probability(from, to);
  }
}
