package dev.swarm.coordinator.load;

import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all simulated workers of one load share: their timer, and what was measured. Thread-safe.
 */
final class Load {
  private final LoadPlan plan;
  private final ScheduledExecutorService timer;
  private final CountDownLatch joined;
  private final CountDownLatch finished;
  private final LongAdder sent = new LongAdder();
  private long[] handoffs = new long[1 << 16];
  private int count;
  private int ended;
  private int broken;
  private long firstStart = Long.MAX_VALUE;
  private long lastEnd;

  Load(LoadPlan plan, ScheduledExecutorService timer) {
    this.plan = plan;
    this.timer = timer;
    this.joined = new CountDownLatch(plan.workers());
    this.finished = new CountDownLatch(plan.workers());
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Duration runLength() {
    return plan.runLength();
  }

  boolean hopeless() {
    return plan.hopeless();
  }

  int runsPerWorker() {
    return plan.runsPerWorker();
  }

  /** Whether the workers' first runs end evenly spread over a run's length. */
  boolean spread() {
    return plan.runsPerWorker() == Integer.MAX_VALUE;
  }

  /** A worker's first run has started. */
  synchronized void started(long nanos) {
    firstStart = Math.min(firstStart, nanos);
    joined.countDown();
  }

  /** A run has ended and its outcome is about to be sent. */
  synchronized void ended(long nanos) {
    ended++;
    lastEnd = Math.max(lastEnd, nanos);
  }

  /** From an outcome's sending to the start of the next run, so verdict, journal and wire. */
  synchronized void handedOver(long nanos) {
    if (count == handoffs.length) {
      handoffs = Arrays.copyOf(handoffs, 2 * count);
    }
    handoffs[count++] = nanos;
    notifyAll();
  }

  /** A message went out. */
  void sent() {
    sent.increment();
  }

  /** Messages that all workers sent so far. */
  long messages() {
    return sent.sum();
  }

  /** A worker has ended as many runs as it should. */
  void finished() {
    finished.countDown();
  }

  /** A stream ended that should not have. */
  synchronized void broke(String machine, Status status) {
    if (broken++ == 0) {
      System.err.printf("The stream of %s ended: %s%n", machine, status.asException().getMessage());
    }
    notifyAll();
  }

  boolean awaitJoined(long seconds) throws InterruptedException {
    return joined.await(seconds, TimeUnit.SECONDS);
  }

  boolean awaitFinished(long seconds) throws InterruptedException {
    return finished.await(seconds, TimeUnit.SECONDS);
  }

  /** Whether there were so many handovers in time; not once a stream has ended. */
  synchronized boolean awaitHandoffs(int enough, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (count < enough && broken == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return broken == 0;
  }

  /** Forgets what was measured so far. */
  synchronized void begin() {
    count = 0;
    ended = 0;
  }

  /** Handovers since the beginning: nanoseconds in ascending order. */
  synchronized long[] handoffs() {
    long[] sorted = Arrays.copyOf(handoffs, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Runs that ended since the beginning. */
  synchronized int ended() {
    return ended;
  }

  synchronized int broken() {
    return broken;
  }

  /** Seconds from the first run's start to the last run's end. */
  synchronized double roundSeconds() {
    return (lastEnd - firstStart) / 1e9;
  }
}
