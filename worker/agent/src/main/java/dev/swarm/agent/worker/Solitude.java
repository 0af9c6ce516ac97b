package dev.swarm.agent.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * For how long there has been no coordinator, by a clock that nobody sets back. One thread, the
 * worker's loop. A new life has none yet.
 */
final class Solitude {
  private final Optional<Duration> patience;
  private Optional<Long> since = Optional.of(System.nanoTime());

  /**
   * @param patience after which a worker goes on by itself; absent where it never does
   */
  Solitude(Optional<Duration> patience) {
    this.patience = patience;
  }

  /** Whether a worker may ever go on by itself. */
  boolean isAllowed() {
    return patience.isPresent();
  }

  /** The link is gone, perhaps not for the first time. */
  void lost() {
    since = since.or(() -> Optional.of(System.nanoTime()));
  }

  /** A coordinator has said something. */
  void heard() {
    since = Optional.empty();
  }

  /** Whether there was no coordinator for so long that this worker goes on by itself. */
  boolean isLongEnough() {
    return patience.isPresent()
        && since.isPresent()
        && System.nanoTime() - since.get() >= patience.get().toNanos();
  }
}
