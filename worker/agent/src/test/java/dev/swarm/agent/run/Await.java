package dev.swarm.agent.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a condition of another process, which sends no events; fails loudly when it is late.
 */
final class Await {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Await() {}

  interface Condition {
    boolean holds() throws IOException;
  }

  static void until(String what, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not after " + PATIENCE + ": " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
