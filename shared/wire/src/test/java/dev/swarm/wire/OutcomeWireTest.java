package dev.swarm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeWireTest {
  private static final RunFacts FACTS =
      new RunFacts(
          Optional.of(Instant.ofEpochMilli(1_772_700_000_123L)),
          Duration.ofNanos(300_000_000_001L),
          Optional.of(Duration.ofMillis(4_321)),
          Optional.of(Duration.ofMillis(7)),
          Optional.of(new LineChange(3, 1)),
          true);

  @Test
  void readsAMeasurementAsItWasWritten() {
    assertStaysItself(
        new Outcome.Measured(
            0.97, OptionalDouble.of(2048.5), Map.of("val_bpb", 0.97, "steps", 812.0), FACTS));
  }

  @Test
  void readsACrashAsItWasWritten() {
    assertStaysItself(
        new Outcome.Crashed("out-of-memory", "It took too much memory.", "the last line\n", FACTS));
  }

  @Test
  void readsAnInterruptionAsItWasWritten() {
    assertStaysItself(new Outcome.Interrupted("The disk is full.", FACTS));
  }

  @Test
  void leavesOutWhatNobodyMeasured() {
    Outcome bare =
        new Outcome.Measured(0.97, OptionalDouble.empty(), Map.of(), RunFacts.NEVER_STARTED);

    assertStaysItself(bare);
    assertThat(OutcomeWire.outcome(bare).getMeasured().hasMemoryMib()).isFalse();
  }

  @Test
  void refusesAnOutcomeWithoutAResult() {
    assertThatThrownBy(() -> OutcomeWire.outcome(dev.swarm.proto.v1.Outcome.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The worker reported an outcome without a result.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAMetricThatIsNoNumber(double metric) {
    var message = dev.swarm.proto.v1.Outcome.newBuilder();
    message.getMeasuredBuilder().setMetric(metric);

    assertThatThrownBy(() -> OutcomeWire.outcome(message.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }

  private static void assertStaysItself(Outcome outcome) {
    assertThat(OutcomeWire.outcome(OutcomeWire.outcome(outcome))).isEqualTo(outcome);
  }
}
