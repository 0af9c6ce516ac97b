package dev.swarm.agent.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a condition of another thread or process; fails loudly when it is late. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Await() {}

  /** Something that becomes true. */
  public interface Condition {
    boolean holds() throws IOException;
  }

  public static void until(String what, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not after " + PATIENCE + ": " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
