package dev.swarm.agent.run;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that this worker watches, started by it or adopted.
 *
 * <p>Thread-safe. The progress listener is called on the runner's timer thread, and a last time on
 * the thread that ends the run; it must be quick. What hangs on {@link #onExit} runs on the thread
 * that ends the run and may take its time.
 *
 * <p>If the worker dies the run goes on; the next {@link Runner} adopts it from its folder, and a
 * hard limit or a kill that had begun is carried through there.
 */
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final List<String> OWN_FOLDERS = List.of("home", "tmp", "root");

  private final RunFolder folder;
  private final RunRecord record;
  private final Host host;
  private final Consumer<Progress> listener;

  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final RunLog log;
  private final LineSplitter splitter;
  private final Footprint footprint;
  private final TrainingClock trainingClock = new TrainingClock();

  /** Written under this object's lock: by the timer, and by the last reading at the end. */
  private Progress progress = Progress.NONE;

  private volatile Optional<ProcessId> wrapper = Optional.empty();
  private volatile Future<?> looking;
  private volatile Future<?> limit;

  Run(RunFolder folder, RunRecord record, Host host, Consumer<Progress> listener) {
    this.folder = folder;
    this.record = record;
    this.host = host;
    this.listener = listener;
    this.log = new RunLog(folder.log());
    this.splitter = new LineSplitter(this::line);
    this.footprint = new Footprint(host.table(), record.nonce(), record.limits());
  }

  public RunFolder folder() {
    return folder;
  }

  public RunRecord record() {
    return record;
  }

  /** The latest progress; {@link Progress#NONE} before the first. */
  public synchronized Progress progress() {
    return progress;
  }

  /**
   * Completes, never exceptionally, when the last of the run's processes is gone and the end is on
   * disk. Does not complete any more once the runner is closed.
   */
  public CompletableFuture<Exit> onExit() {
    return exit.copy();
  }

  /** Kills the whole tree of the run; returns at once, {@link #onExit} tells when it is done. */
  public void kill(String why) {
    end(Optional.of(new Stop(Stop.Cause.ASKED, why)));
  }

  /** A run this worker has just started: its end comes without asking. */
  void watch(Process process) {
    wrapper = Optional.of(ProcessId.observe(process.pid(), host.clock().instant()));
    watch(false);
    process.onExit().thenRun(() -> end(Optional.empty()));
  }

  /**
   * A run that an earlier life of the worker started and whose wrapper was alive a moment ago. Its
   * end is looked for with its log: the JDK could only look as well, and less often.
   */
  void watchAdopted(ProcessId wrapperThen) {
    wrapper = Optional.of(wrapperThen);
    watch(true);
  }

  /** Ends a run whose wrapper is gone, or that is to be stopped without being watched first. */
  void end(Optional<Stop> stop) {
    if (ending.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> finish(stop), "end-of-" + record.experiment());
      thread.setDaemon(true);
      try {
        thread.start();
      } catch (OutOfMemoryError noMoreThreads) {
        // The run has taken all tasks that the host gives; what else should give them back?
        finish(stop);
      }
    }
  }

  void completeWith(Exit known) {
    ending.set(true);
    exit.complete(known);
  }

  boolean isOver() {
    return exit.isDone();
  }

  /** The runner is closed: from now on this run is the next runner's, and this one keeps off it. */
  void letGo() {
    ending.set(true);
    stopWatching();
  }

  private void stopWatching() {
    for (Future<?> timer : new Future<?>[] {looking, limit}) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  private void watch(boolean adopted) {
    long look = host.settings().look().toMillis();
    Duration ran = Duration.between(record.startedAt(), host.clock().instant());
    long left = Math.max(0, record.limits().cycle().minus(ran).toMillis());
    limit = host.timer().schedule(this::timeOut, left, TimeUnit.MILLISECONDS);
    looking =
        host.timer().scheduleWithFixedDelay(() -> look(adopted), look, look, TimeUnit.MILLISECONDS);
    if (ending.get()) {
      stopWatching();
    }
  }

  private void timeOut() {
    end(
        Optional.of(
            new Stop(
                Stop.Cause.TIME_OUT,
                "its limit of " + record.limits().cycle().toSeconds() + " s is over")));
  }

  private void look(boolean adopted) {
    try {
      Optional<Stop> overuse = overuse();
      if (overuse.isPresent()) {
        end(overuse);
        return;
      }
      readLog(false);
      timeTraining();
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn("cannot follow {}", folder.log(), unreadable);
    }
    if (folder.exit().isPresent() || adopted && !wrapper.orElseThrow().isAlive()) {
      end(Optional.empty());
    }
  }

  private Optional<Stop> overuse() throws IOException {
    return log.length() > record.limits().log()
        ? Optional.of(flooded())
        : footprint.look(
            wrapper.map(leader -> OptionalLong.of(leader.pid())).orElse(OptionalLong.empty()));
  }

  private void timeTraining() {
    Duration most = record.limits().training();
    trainingClock
        .look(progress(), host.clock().instant())
        .filter(trained -> trained.compareTo(most) > 0)
        .ifPresent(
            trained ->
                end(
                    Optional.of(
                        new Stop(
                            Stop.Cause.TIME_OUT,
                            "it trained longer than " + most.toSeconds() + " s"))));
  }

  private void readLog(boolean toTheEnd) throws IOException {
    Progress before;
    Progress now;
    synchronized (this) {
      before = progress;
      log.readNew(splitter);
      if (toTheEnd) {
        splitter.end();
      }
      now = progress;
    }
    if (!now.equals(before)) {
      listener.accept(now);
    }
  }

  private void line(String line) {
    ProgressParser.parse(line).ifPresent(said -> progress = progress.then(said));
  }

  private void finish(Optional<Stop> stop) {
    stopWatching();
    Exit how = new Exit.Lost("its end could not be told");
    try {
      Optional<Stop> reason = agreeOn(stop);
      // The wrapper's own word on who it is comes first: no process was between it and the fact.
      wrapper = folder.wrapper().or(() -> wrapper);
      killTree(reason.map(this::grace).orElse(host.settings().leftoverGrace()));
      boundLog();
      removeOwnFolders();
      how = conclude(reason);
      folder.write(how);
      readLog(true);
    } catch (IOException | RuntimeException failed) {
      // What is not on disk now is worked out again by the next life of the worker.
      LOG.error("{} could not be ended cleanly", folder, failed);
    } finally {
      exit.complete(how);
    }
  }

  /** The first reason given stands, also across a restart; a command that has ended has none. */
  private Optional<Stop> agreeOn(Optional<Stop> stop) {
    Optional<Stop> earlier = folder.stop();
    if (earlier.isPresent() || stop.isEmpty() || folder.exit().isPresent()) {
      return earlier;
    }
    try {
      folder.write(stop.get());
    } catch (IOException unwritable) {
      LOG.error("cannot write why {} is killed; it is killed all the same", folder, unwritable);
    }
    return stop;
  }

  private Duration grace(Stop reason) {
    return reason.isUrgent() ? Duration.ZERO : host.settings().grace();
  }

  private void killTree(Duration grace) {
    Set<Long> left = host.tree().kill(record.nonce(), wrapper, grace);
    if (!left.isEmpty()) {
      LOG.error("processes {} of {} do not die; they keep the device locked", left, folder);
    }
  }

  /** Nobody writes to it any more. One that is too long though the command ended still counts. */
  private void boundLog() {
    try {
      if (LogBound.cut(folder.log(), record.limits().log())) {
        LOG.warn("{} was longer than its limit and was cut in its middle", folder.log());
      }
    } catch (IOException uncut) {
      LOG.warn("{} could not be cut to its limit", folder.log(), uncut);
    }
  }

  /** What else it may have left lies in its workspace; these two nobody needs again. */
  private void removeOwnFolders() {
    for (String name : OWN_FOLDERS) {
      try {
        FileDeletion.delete(folder.path().resolve(name));
      } catch (IOException | RuntimeException stuck) {
        LOG.warn("{} could not be removed from {}", name, folder, stuck);
      }
    }
  }

  private Stop flooded() {
    return new Stop(
        Stop.Cause.LOG_LIMIT, "it wrote more than " + record.limits().log() + " bytes to run.log");
  }

  private Exit conclude(Optional<Stop> reason) {
    RunEnding leavings =
        new RunEnding(
            record,
            reason.or(folder::stop),
            folder.exit(),
            folder.wrapper(),
            wrapper.map(ProcessId::isOfAnEarlierBoot).orElse(false),
            OomKills.now(),
            HostMemory.of(footprint.peak()));
    return leavings.exit(
        host.clock().instant(), () -> LockHolders.describe(host.settings().locks()));
  }
}
