package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressLogTest {
  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ProgressLog log =
      new ProgressLog(new PrintStream(printed, true, StandardCharsets.UTF_8), now::get);

  @Test
  void printsTheSpecificationsLineAndTheProgress() {
    assertThat(ProgressLog.line(12, 2.9912, 1, 23_100, 0.349))
        .isEqualTo("step 12 | loss 2.9912 | lr 1.0e+00 | 23.1k tokens/s | 34%");
  }

  @Test
  void printsTheFirstStepAndThenAtMostEveryHalfSecond() {
    for (int step = 1; step <= 21; step++) {
      now.addAndGet(100_000_000);
      log.step(step, 3, 1, 1000, 0);
    }
    assertThat(lines()).hasSize(5);
    assertThat(lines()[0]).startsWith("step 1 |").contains("10.0k tokens/s");
    assertThat(lines()[1]).startsWith("step 6 |").contains("10.0k tokens/s");
  }

  @Test
  void smoothsTheLossWithoutDrawingTheFirstStepsToZero() {
    SmoothedLoss loss = new SmoothedLoss();
    assertThat(loss.add(5)).isCloseTo(5, within(1e-12));
    // (0.9 * 0.1 * 5 + 0.1 * 3) / (1 - 0.81)
    assertThat(loss.add(3)).isCloseTo(0.75 / 0.19, within(1e-12));
  }

  private String[] lines() {
    return printed.toString(StandardCharsets.UTF_8).split("\\R");
  }
}
