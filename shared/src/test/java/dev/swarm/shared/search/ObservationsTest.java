package dev.swarm.shared.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.knob.Knob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ObservationsTest {
  private static final Knob KNOB = new Knob.Numeric("K", false, 0, 1, Knob.Scale.LINEAR);
  private static final List<Knob> KNOBS = List.of(KNOB);

  @Property
  void callsTheBestTenthGoodButNoMoreThanTwentyFive(
      @ForAll @Size(min = 1, max = 400) List<@IntRange(max = 60) Integer> gains) {
    List<double[]> all = new ArrayList<>();
    Observations seen = Observations.NONE;
    for (int i = 0; i < gains.size(); i++) {
      double place = 0.5 / 100 + i % 100 / 100.0;
      all.add(new double[] {place, gains.get(i)});
      seen = seen.plus(KNOBS, Map.of("K", Double.toString(place)), gain(gains.get(i)));
    }
    // Stable: of two that are as good the one seen first.
    all.sort(Comparator.comparingDouble((double[] each) -> -each[1]));
    int good = Math.min(25, (gains.size() + 9) / 10);
    int[] others = new int[100];
    all.subList(good, all.size()).forEach(each -> others[(int) (each[0] * 100)]++);

    assertThat(seen.goodPlaces("K")).hasSize(good);
    assertThat(parts(seen.goodPlaces("K")))
        .isEqualTo(parts(all.subList(0, good).stream().mapToDouble(each -> each[0]).toArray()));
    assertThat(seen.otherParts("K")).isEqualTo(others);
    assertThat(seen.count()).isEqualTo(gains.size());
    assertThat(seen.best()).hasSizeBetween(Math.min(25, gains.size()), 50);
  }

  @Example
  void neverCallsACrashGood() {
    Observations seen = Observations.NONE;
    for (int i = 0; i < 40; i++) {
      OptionalDouble gain = i == 30 ? OptionalDouble.of(-5) : OptionalDouble.empty();
      seen = seen.plus(KNOBS, Map.of("K", i == 30 ? "0.305" : "0.7"), gain);
    }

    assertThat(seen.goodPlaces("K")).hasSize(1);
    assertThat(parts(seen.goodPlaces("K"))).containsExactly(30);
    assertThat(Arrays.stream(seen.otherParts("K")).sum()).isEqualTo(39);
  }

  @Example
  void leavesOutWhatLiesOutsideAKnobsRangeOrIsNoNumber() {
    Observations seen =
        Observations.NONE
            .plus(KNOBS, Map.of("K", "7"), gain(3))
            .plus(KNOBS, Map.of("K", "WIDTH * 2"), gain(2))
            .plus(KNOBS, Map.of(), gain(1));

    assertThat(seen.count()).isEqualTo(3);
    assertThat(seen.goodPlaces("K")).isEmpty();
    assertThat(seen.otherParts("K")).containsOnly(0);
  }

  private static int[] parts(double[] places) {
    return Arrays.stream(places).mapToInt(each -> (int) (each * 100 + 1e-9)).sorted().toArray();
  }

  private static OptionalDouble gain(double gain) {
    return OptionalDouble.of(gain);
  }
}
