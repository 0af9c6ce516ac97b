package dev.swarm.shared.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a run went, whatever its result.
 *
 * @param startedAt when its child process started; absent if it never did
 * @param duration from the child's start to its exit
 * @param startup from the child's start to its first training step; absent when the program does
 *     not say
 * @param idle how long the device stood idle before it; absent for the first run of a worker's life
 * @param lines what it changes of the mutable files; absent when nobody counted
 * @param settingsOnly whether its patch conflicted, so that only the knobs were set
 */
public record RunFacts(
    Optional<Instant> startedAt,
    Duration duration,
    Optional<Duration> startup,
    Optional<Duration> idle,
    Optional<LineChange> lines,
    boolean settingsOnly) {
  /** Of a run that never started. */
  public static final RunFacts NEVER_STARTED =
      new RunFacts(
          Optional.empty(),
          Duration.ZERO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false);
}
