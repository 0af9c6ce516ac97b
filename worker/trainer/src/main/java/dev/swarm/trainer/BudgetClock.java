package dev.swarm.trainer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The budget's wall clock. It starts when the first {@link Harness#STARTUP_EXCLUDE_STEPS} steps are
 * done, so what an engine does once (compiling kernels, filling pools) costs no budget; all later
 * time counts, whatever it is spent on. A step that has begun is finished, so the training time may
 * pass the budget by one step.
 *
 * <p>Not safe for two threads.
 */
final class BudgetClock {
  private final double budgetSeconds;
  private final LongSupplier nanoTime;
  private long startedAt;
  private long seenAt;
  private int steps;

  /**
   * @param budget time to train for, more than zero
   * @param nanoTime a clock that never goes back, nanoseconds
   */
  BudgetClock(Duration budget, LongSupplier nanoTime) {
    this.budgetSeconds = budget.toNanos() / 1e9;
    this.nanoTime = nanoTime;
  }

  void stepDone() {
    steps++;
    seenAt = nanoTime.getAsLong();
    if (steps == Harness.STARTUP_EXCLUDE_STEPS) {
      startedAt = seenAt;
    }
  }

  /** Part of the budget that is spent now, 0 to 1. */
  double progress() {
    return running() ? Math.min(1, seconds(nanoTime.getAsLong()) / budgetSeconds) : 0;
  }

  /** Whether no further step may begin. */
  boolean spent() {
    seenAt = nanoTime.getAsLong();
    return running() && seconds(seenAt) >= budgetSeconds;
  }

  /** Seconds from the clock's start to when it was last asked for or told of a step's end. */
  double trainingSeconds() {
    return running() ? seconds(seenAt) : 0;
  }

  /** Steps done, the excluded ones among them. */
  int steps() {
    return steps;
  }

  private double seconds(long at) {
    return (at - startedAt) / 1e9;
  }

  private boolean running() {
    return steps >= Harness.STARTUP_EXCLUDE_STEPS;
  }
}
