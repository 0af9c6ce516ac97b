package dev.swarm.coordinator.hub;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tidies the hub after every so many pushes, on one thread of its own. Every push leaves a small
 * pack, and git looks through all of them. If pushes are under way just then, the next push asks
 * again. After a crash the count starts anew, which only delays the tidying.
 */
final class Tidier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tidier.class);
  private static final int PUSHES = 500;

  private final Hub hub;
  private final AtomicInteger sinceTidy = new AtomicInteger();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "hub-tidier");
            thread.setDaemon(true);
            return thread;
          });

  Tidier(Hub hub) {
    this.hub = hub;
  }

  void pushed() {
    if (sinceTidy.incrementAndGet() >= PUSHES && !worker.isShutdown()) {
      worker.execute(this::tidy);
    }
  }

  private void tidy() {
    if (sinceTidy.get() < PUSHES) {
      return;
    }
    try {
      if (hub.tidy()) {
        sinceTidy.set(0);
      }
    } catch (RuntimeException failure) {
      sinceTidy.set(0);
      log.warn("The hub was not tidied; it is tried again after {} pushes", PUSHES, failure);
    }
  }

  @Override
  public void close() {
    worker.shutdown();
  }
}
