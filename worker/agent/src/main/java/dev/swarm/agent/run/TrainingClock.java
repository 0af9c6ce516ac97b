package dev.swarm.agent.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a run has been training, by what it prints: from its first step to the one that says it
 * is the last. A run that prints no steps, or never that it is done, has the whole of its cycle
 * counted from then on; the cycle's own limit holds for all.
 *
 * <p>One thread at a time. After a restart of the worker it begins anew.
 */
final class TrainingClock {
  private static final double DONE = 0.9995;

  private Optional<Instant> since = Optional.empty();

  /** How long it has been training; empty while it is not. */
  Optional<Duration> look(Progress progress, Instant now) {
    if (progress.step().isEmpty() || progress.fraction().orElse(0) >= DONE) {
      return Optional.empty();
    }
    if (since.isEmpty()) {
      since = Optional.of(now);
    }
    return Optional.of(Duration.between(since.get(), now));
  }
}
