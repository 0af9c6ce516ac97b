package dev.swarm.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;

class SamplesTest {
  @Example
  void hasNoQuantileOfNothing() {
    assertThat(new Samples().quantile(0.5)).isEqualTo(OptionalDouble.empty());
  }

  @Example
  void takesTheNearestRank() {
    Samples samples = of(List.of(30.0, 10.0, 20.0, 40.0));

    assertThat(samples.quantile(0)).hasValue(10);
    assertThat(samples.quantile(0.25)).hasValue(10);
    assertThat(samples.quantile(0.5)).hasValue(20);
    assertThat(samples.quantile(0.51)).hasValue(30);
    assertThat(samples.quantile(0.99)).hasValue(40);
    assertThat(samples.quantile(1)).hasValue(40);
  }

  @Property
  void isTheSmallestValueThatThatShareDoesNotExceed(
      @ForAll @NotEmpty List<@DoubleRange(min = -9, max = 9) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double share) {
    double quantile = of(values).quantile(share).orElseThrow();

    assertThat(values).contains(quantile);
    assertThat(values.stream().filter(each -> each <= quantile).count())
        .isGreaterThanOrEqualTo((long) Math.ceil(share * values.size()));
    assertThat(values.stream().filter(each -> each < quantile).count())
        .isLessThanOrEqualTo((long) Math.max(0, Math.ceil(share * values.size()) - 1));
  }

  private static Samples of(List<Double> values) {
    Samples samples = new Samples();
    values.forEach(samples::add);
    return samples;
  }
}
