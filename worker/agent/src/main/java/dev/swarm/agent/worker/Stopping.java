package dev.swarm.agent.worker;

import dev.swarm.agent.run.Exit;
import dev.swarm.agent.run.Run;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a worker that is stopped: its run ends with its whole process tree and is handed back,
 * if the coordinator hears so in a moment. What it does not hear is on disk for the next life, and
 * what follows a run is told of by that life, which knows how the run itself had ended.
 */
final class Stopping {
  private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

  /** How long the end of the run may take. */
  private static final Duration KILLING = Duration.ofSeconds(12);

  private final Device device;
  private final ScheduledExecutorService loop;
  private final Duration handBack;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private boolean begun;

  /**
   * @param loop the worker's thread, which everything but {@link #await} belongs to
   * @param handBack how long the coordinator has to take the run back
   */
  Stopping(Device device, ScheduledExecutorService loop, Duration handBack) {
    this.device = device;
    this.loop = loop;
    this.handBack = handBack;
  }

  /** Whether nothing may be started any more. */
  boolean isBegun() {
    return begun;
  }

  /**
   * Ends whatever is on the device.
   *
   * @param report told how the experiment's own run ended, to report it
   */
  void begin(Consumer<Exit> report) {
    begun = true;
    device
        .live()
        .ifPresentOrElse(
            run -> {
              run.kill("the worker was stopped");
              run.onExit().thenAccept(exit -> loop.execute(() -> ended(run, exit, report)));
            },
            () -> stopped.complete(null));
  }

  /** The coordinator has everything. */
  void allTold() {
    stopped.complete(null);
  }

  /** Waits until it is over; from any thread but the loop's. */
  void await() {
    try {
      stopped.get(KILLING.plus(handBack).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("The run did not end in time; the next start takes it over: {}", late.toString());
    }
  }

  private void ended(Run run, Exit exit, Consumer<Exit> report) {
    Optional<Started> experiment = device.running().filter(each -> each.run().equals(run));
    if (experiment.isEmpty()) {
      stopped.complete(null);
      return;
    }
    report.accept(exit);
    loop.schedule(() -> stopped.complete(null), handBack.toMillis(), TimeUnit.MILLISECONDS);
  }
}
