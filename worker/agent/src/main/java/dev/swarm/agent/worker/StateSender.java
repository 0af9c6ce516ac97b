package dev.swarm.agent.worker;

import dev.swarm.agent.link.CoordinatorLink;
import dev.swarm.proto.v1.WorkerState;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says the worker's whole state when something has changed, and again every few seconds; how a run
 * is doing is said once a second at most. One thread, the worker's loop. Nothing is kept over a
 * restart: every message says everything.
 */
final class StateSender {
  private static final Logger LOG = LoggerFactory.getLogger(StateSender.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration PROGRESS = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final CoordinatorLink link;
  private final ScheduledExecutorService loop;
  private final Supplier<WorkerState> state;
  private long last = System.nanoTime() - HEARTBEAT.toNanos();
  private boolean progressIsDue;

  /**
   * @param loop whose thread sends
   * @param state the whole of it as it is then
   */
  StateSender(CoordinatorLink link, ScheduledExecutorService loop, Supplier<WorkerState> state) {
    this.link = link;
    this.loop = loop;
    this.state = state;
  }

  /** From now on the coordinator hears from this worker though nothing changes. */
  void beginHeartbeat() {
    loop.scheduleWithFixedDelay(
        this::heartbeat, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  void send() {
    last = System.nanoTime();
    link.send(state.get());
  }

  /** A run has got on, which is told soon, together with what else happens until then. */
  void sendSoon() {
    if (!progressIsDue) {
      progressIsDue = true;
      loop.schedule(
          this::sendProgress, PROGRESS.minus(sinceLast()).toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void sendProgress() {
    progressIsDue = false;
    send();
  }

  private void heartbeat() {
    try {
      if (sinceLast().compareTo(HEARTBEAT) >= 0) {
        send();
      }
    } catch (RuntimeException failure) {
      // Thrown on, it would end all later heartbeats, and the machine with them.
      LOG.warn("A heartbeat failed: {}", failure.toString());
    }
  }

  /** By a clock that nobody sets back. */
  private Duration sinceLast() {
    return Duration.ofNanos(System.nanoTime() - last);
  }
}
