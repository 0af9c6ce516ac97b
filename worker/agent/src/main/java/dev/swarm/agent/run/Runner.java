package dev.swarm.agent.run;

import dev.swarm.agent.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts the runs of one device, one at a time, and takes over those an earlier life of the worker
 * has left.
 *
 * <p>Thread-safe. After a crash of the worker the runs go on: {@link #unfinished} names them, each
 * has to be adopted (and may then be killed), and {@link #start} refuses until all have ended.
 * Beyond that the device's locks decide: a run that finds one held ends as {@link Exit.DeviceBusy}.
 */
public final class Runner implements AutoCloseable {
  private final RunnerSettings settings;
  private final Map<String, String> environment;
  private final Wrapper wrapper;
  private final Host host;
  private final ScheduledExecutorService timer;

  /** By folder; guarded by this object's lock. */
  private final Map<Path, Run> runs = new LinkedHashMap<>();

  private Runner(
      RunnerSettings settings,
      HostTools tools,
      Sandbox sandbox,
      Map<String, String> environment,
      Clock clock)
      throws IOException {
    this(settings, tools, sandbox, environment, clock, tableOfThisHost());
  }

  Runner(
      RunnerSettings settings,
      HostTools tools,
      Sandbox sandbox,
      Map<String, String> environment,
      Clock clock,
      ProcessTable table)
      throws IOException {
    Files.createDirectories(settings.runs());
    for (Path lock : settings.locks()) {
      Files.createDirectories(lock.toAbsolutePath().getParent());
    }
    this.settings = settings;
    this.environment = Map.copyOf(environment);
    this.wrapper = new Wrapper(settings, tools, sandbox);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "runner-timer");
              thread.setDaemon(true);
              return thread;
            });
    this.host = new Host(settings, table, new ProcessTree(table, tools.shell()), clock, timer);
  }

  /**
   * @param sandbox what shuts the runs in
   * @param environment the worker's own; a run gets the allow-listed part of it
   */
  public static Runner open(
      RunnerSettings settings,
      HostTools tools,
      Sandbox sandbox,
      Map<String, String> environment,
      Clock clock)
      throws IOException {
    return new Runner(settings, tools, sandbox, environment, clock);
  }

  /** The folder of an experiment that was started here before under this token. */
  public Optional<RunFolder> find(String experiment, long token) {
    return Optional.of(RunFolder.of(settings.runs(), experiment, token))
        .filter(folder -> folder.record().isPresent());
  }

  /** Every folder of a run, ended or not, oldest first: {@link RunFolder#delete} what is old. */
  public List<RunFolder> folders() throws IOException {
    return RunFolder.list(settings.runs());
  }

  /** Runs that have no end on disk and are not watched by this runner, oldest first. */
  public synchronized List<RunFolder> unfinished() throws IOException {
    List<RunFolder> unfinished = new ArrayList<>();
    for (RunFolder folder : folders()) {
      if (folder.end().isEmpty() && !runs.containsKey(folder.path())) {
        unfinished.add(folder);
      }
    }
    return unfinished;
  }

  /**
   * Starts a run.
   *
   * @throws IllegalStateException while another run of this device is not over, or if this one was
   *     started before: then {@link #find} and {@link #adopt} it
   * @throws IOException if the folder cannot be written or the host cannot start a process; then
   *     nothing runs
   */
  public synchronized Run start(RunSpec spec, Consumer<Progress> listener) throws IOException {
    refuseWhileOthersRun();
    RunFolder folder = RunFolder.of(settings.runs(), spec.experiment(), spec.token());
    if (folder.record().isPresent()) {
      throw new IllegalStateException(
          "the run in " + folder + " was started before; adopt it to hear how it ended");
    }
    // A folder without a record is what a crash left before anything was started.
    removeEmpty(folder);
    Instant now = host.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    RunRecord record = RunRecord.of(spec, now, OomKills.now());
    folder.create(record);
    Run run = new Run(folder, record, host, listener);
    Process process;
    try {
      process = wrapper.start(spec, folder, environment);
    } catch (IOException | RuntimeException unstartable) {
      folder.write(new Exit.NotStarted(String.valueOf(unstartable.getMessage())));
      throw unstartable;
    }
    runs.put(folder.path(), run);
    run.watch(process);
    return run;
  }

  /**
   * Takes over a run of an earlier life. One that still runs is watched as if this runner had
   * started it; of one that has ended the leftovers are killed and the exit is told; one that never
   * got to start its command never will.
   */
  public synchronized Run adopt(RunFolder folder, Consumer<Progress> listener) {
    Run known = runs.get(folder.path());
    if (known != null) {
      return known;
    }
    RunRecord record =
        folder
            .record()
            .orElseThrow(
                () -> new IllegalArgumentException("no run was started in " + folder.path()));
    Run run = new Run(folder, record, host, listener);
    runs.put(folder.path(), run);
    Optional<Exit> end = folder.end();
    Optional<ProcessId> leader = folder.wrapper();
    if (end.isPresent()) {
      run.completeWith(end.get());
    } else if (leader.isEmpty() && folder.exit().isEmpty()) {
      run.end(Optional.of(new Stop(Stop.Cause.NEVER_STARTED, "the run never started")));
    } else if (folder.stop().isEmpty() && folder.exit().isEmpty() && leader.get().isAlive()) {
      run.watchAdopted(leader.get());
    } else {
      run.end(Optional.empty());
    }
    return run;
  }

  /**
   * Stops watching; kills nothing. What runs goes on and is adopted by the next runner. A kill that
   * has begun is carried through, so await {@link Run#onExit} before closing after one.
   */
  @Override
  public synchronized void close() {
    runs.values().forEach(Run::letGo);
    timer.shutdownNow();
    try {
      timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuseWhileOthersRun() throws IOException {
    runs.values().removeIf(Run::isOver);
    if (!runs.isEmpty()) {
      throw new IllegalStateException(
          "a run of this device is not over yet: " + runs.keySet().iterator().next());
    }
    List<RunFolder> left = unfinished();
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "an earlier life of this worker left "
              + left.get(0)
              + "; adopt it before anything else is started");
    }
  }

  private static void removeEmpty(RunFolder folder) throws IOException {
    if (Files.isDirectory(folder.path())) {
      folder.delete();
    }
  }

  private static ProcessTable tableOfThisHost() {
    return Files.isReadable(Path.of("/proc/self/stat"))
        ? new ProcTable()
        : new PsTable("ps", System.getProperty("os.name").startsWith("Mac"));
  }
}
