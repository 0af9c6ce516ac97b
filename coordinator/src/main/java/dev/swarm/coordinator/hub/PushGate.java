package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets any number of pushes in at once, or the tidying alone. Pushes queue up behind a tidying that
 * waits, so it waits only a moment. Safe for any number of threads.
 */
final class PushGate {
  private static final long PATIENCE_MILLIS = 100;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  /** Work on the repository that may fail as disks do. */
  interface Work {
    void run() throws IOException;
  }

  void push(Work work) throws IOException {
    lock.readLock().lock();
    try {
      work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs the work and says true, or says false if pushes are under way all the time. */
  boolean tryAlone(Work work) throws IOException {
    try {
      if (!lock.writeLock().tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for pushes to end");
    }
    try {
      work.run();
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
