package dev.swarm.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgressParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "step 12 | loss 2.9912 | lr 1.0e+00 | 23.1k tokens/s | 34%; 12; 2.9912; 23100; 0.34",
        "step 12 | loss 2.9912 | lr 1.0e+00 | 23.1k tokens/s; 12; 2.9912; 23100;",
        "step 1 | loss 11.2345 | lr 1.2e-04 | 2.3k tokens/s; 1; 11.2345; 2300;",
        "step 5 | loss 2.5e-1 | 812 tokens/s; 5; 0.25; 812;",
        "step 5 | loss 3 | 1.25M tokens/s | 100%; 5; 3; 1250000; 1",
        "step 00012 (1.3%) | loss: 9.0123 | lrm: 1.00 | dt: 300ms | tok/sec: 436,906 | mfu: 39.8%"
            + " | epoch: 1 | remaining: 297s; 12; 9.0123; 436906; 0.013",
        "step 00953 (100.2%) | loss: 2.9 | tok/sec: 1,436,906; 953; 2.9; 1436906; 1",
        "step 7 | loss nan | 1k tokens/s; 7; ; 1000;",
        "step 7 | loss: inf | tok/sec: lots; 7; ; ;",
        "step 7/100 | train_loss: 4.5; 7; 4.5; ;",
      })
  void readsTheDialectsInUse(String line, long step, Double loss, Double speed, Double fraction) {
    Progress progress = ProgressParser.parse(line).orElseThrow();

    assertThat(progress.step()).hasValue(step);
    assertSame(progress.loss(), loss);
    assertSame(progress.tokensPerSecond(), speed);
    assertSame(progress.fraction(), fraction);
    assertThat(progress.startUpSeconds()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "step",
        "step 12",
        "stepping stones | loss 3",
        "step twelve | loss 3",
        "step 99999999999999999999 | loss 3",
        "val_bpb: 0.99",
        "started in a hurry",
        "started in 3 seconds",
        "\u0000\u0001step 3 | loss 2\uFFFD(",
      })
  void ignoresWhatIsNoProgress(String line) {
    assertThat(ProgressParser.parse(line)).isEmpty();
  }

  @Test
  void keepsTheStartUpTimeBesideTheStepsThatFollow() {
    Progress started = ProgressParser.parse("started in 2.31 s (PyTorch, cpu)").orElseThrow();
    Progress step = ProgressParser.parse("step 1 | loss 3").orElseThrow();

    Progress progress = Progress.NONE.then(started).then(step);

    assertThat(progress.startUpSeconds()).hasValue(2.31);
    assertThat(progress.step()).isEqualTo(OptionalLong.of(1));
  }

  private static void assertSame(OptionalDouble actual, Double expected) {
    assertThat(actual.isPresent()).isEqualTo(expected != null);
    if (expected != null) {
      assertThat(actual.getAsDouble()).isCloseTo(expected, within());
    }
  }

  private static Percentage within() {
    return Percentage.withPercentage(1e-9);
  }
}
