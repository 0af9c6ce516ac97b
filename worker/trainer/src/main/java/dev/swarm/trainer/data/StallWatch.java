package dev.swarm.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that brings no byte for some time, so that whoever reads it gets an error instead
 * of waiting for ever: Java's HTTP client has no time limit on a body.
 */
final class StallWatch implements Closeable {
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long movedAt = System.nanoTime();

  StallWatch(InputStream stream, Duration limit) {
    Thread thread = new Thread(() -> watch(stream, limit.toNanos()), "stall-watch");
    thread.setDaemon(true);
    thread.start();
  }

  /** Tells that bytes have come. */
  void moved() {
    movedAt = System.nanoTime();
  }

  @Override
  public void close() {
    over.countDown();
  }

  private void watch(InputStream stream, long limit) {
    try {
      long left = limit;
      while (!over.await(left, TimeUnit.NANOSECONDS)) {
        left = limit - (System.nanoTime() - movedAt);
        if (left <= 0) {
          stream.close();
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // The stream is closed already, or nobody waits for it any more.
    }
  }
}
