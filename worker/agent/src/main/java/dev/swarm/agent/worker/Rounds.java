package dev.swarm.agent.worker;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When the worker looks again whether what is follows what should be: later because somebody asks
 * for it, or because something has failed. One thread, the worker's loop.
 */
final class Rounds {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final ScheduledExecutorService loop;
  private final Troubles troubles;
  private final Runnable round;
  private boolean retryIsDue;

  /**
   * @param round makes what is follow what should be
   */
  Rounds(ScheduledExecutorService loop, Troubles troubles, Runnable round) {
    this.loop = loop;
    this.troubles = troubles;
    this.round = round;
  }

  /** Takes a step; if it fails, a round follows in a moment that takes it again. */
  void guarded(Troubles.Step step) {
    if (!troubles.attempt(step) && !retryIsDue) {
      retryIsDue = true;
      loop.schedule(this::retry, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whether something has failed and waits to be tried again. */
  boolean isRetryDue() {
    return retryIsDue;
  }

  void later(Duration delay) {
    loop.schedule(round, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void retry() {
    retryIsDue = false;
    round.run();
  }
}
