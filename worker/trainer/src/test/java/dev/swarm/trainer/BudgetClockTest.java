package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BudgetClockTest {
  private final AtomicLong now = new AtomicLong(Duration.ofHours(5).toNanos());
  private final BudgetClock clock = new BudgetClock(Duration.ofSeconds(10), now::get);

  @Test
  void costsNoBudgetUntilTheFirstStepIsDone() {
    pass(30);
    assertThat(clock.progress()).isZero();
    assertThat(clock.spent()).isFalse();
    clock.stepDone();
    assertThat(clock.progress()).isZero();
    assertThat(clock.trainingSeconds()).isZero();
  }

  @Test
  void progressFollowsTheWallClockUpToOne() {
    clock.stepDone();
    pass(2.5);
    assertThat(clock.progress()).isEqualTo(0.25);
    pass(100);
    assertThat(clock.progress()).isEqualTo(1);
  }

  @Test
  void isSpentWhenTheBudgetHasPassed() {
    clock.stepDone();
    pass(9.999);
    assertThat(clock.spent()).isFalse();
    pass(0.001);
    assertThat(clock.spent()).isTrue();
  }

  @Test
  void countsTrainingUntilTheBudgetIsSeenToBeSpent() {
    clock.stepDone();
    pass(9.9);
    clock.stepDone();
    assertThat(clock.trainingSeconds()).isEqualTo(9.9);
    pass(0.2);
    assertThat(clock.spent()).isTrue();
    pass(60);
    assertThat(clock.trainingSeconds()).isEqualTo(10.1);
    assertThat(clock.steps()).isEqualTo(2);
  }

  private void pass(double seconds) {
    now.addAndGet((long) (seconds * 1e9));
  }
}
