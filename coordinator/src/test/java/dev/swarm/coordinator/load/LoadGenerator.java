package dev.swarm.coordinator.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Puts simulated workers over real gRPC on a real coordinator, which is another process, and says
 * what came of it and what each of the two used of the processor. {@code bench/handoff} runs it.
 */
final class LoadGenerator {
  private static final long SEED = 7;
  private static final long JOIN_SECONDS = 180;

  private final Path program;
  private final Optional<Path> library;

  private LoadGenerator(Path program, Optional<Path> library) {
    this.program = program;
    this.library = library;
  }

  /**
   * Prints one line of JSON for each load, and last one that sums them up.
   *
   * @param arguments the {@code swarm} program, the library that slows syncs down, seconds to
   *     measure each load, then the loads' names; all of them when none is named
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    LoadGenerator generator =
        new LoadGenerator(Path.of(arguments[0]), Optional.of(Path.of(arguments[1])));
    int seconds = Integer.parseInt(arguments[2]);
    List<String> named = List.of(arguments).subList(3, arguments.length);
    Map<String, Map<String, Object>> reports = new LinkedHashMap<>();
    for (LoadPlan plan : plans(seconds)) {
      if (named.isEmpty() || named.contains(plan.name())) {
        Map<String, Object> report = generator.run(plan);
        System.out.println(new JsonMapper().writeValueAsString(report));
        reports.put(plan.name(), report);
      }
    }
    System.out.println(new JsonMapper().writeValueAsString(LoadSummary.of(reports)));
    System.exit(0);
  }

  private static List<LoadPlan> plans(int seconds) {
    return List.of(
        LoadPlan.steady("handoff", 1_000, 100, seconds),
        LoadPlan.steady("sustained", 1_000, 1_100, seconds),
        LoadPlan.steady("slow_sync", 1_000, 550, seconds).withSyncDelay(Duration.ofMillis(2)),
        LoadPlan.steady("many", 10_000, 33.3, seconds),
        LoadPlan.rounds("round", 200, Duration.ofSeconds(30), 4));
  }

  private Map<String, Object> run(LoadPlan plan) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("load");
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    int waitFor = plan.runsPerWorker() == Integer.MAX_VALUE ? 1 : plan.workers();
    try (CoordinatorProcess coordinator =
            CoordinatorProcess.start(program, library, plan.syncDelay(), waitFor, folder);
        EncryptedLinks links = new EncryptedLinks(coordinator.address(), coordinator.token())) {
      Load load = new Load(plan, timer);
      List<SimulatedWorker> workers = new ArrayList<>();
      long opened = System.nanoTime();
      join(plan, links, load, workers);
      if (!load.awaitJoined(JOIN_SECONDS)) {
        throw new IOException("Not all workers were given work:%n" + coordinator.log());
      }
      double joining = (System.nanoTime() - opened) / 1e9;
      Map<String, Object> report = measure(plan, coordinator, load);
      report.put("join_seconds", rounded(joining));
      workers.forEach(SimulatedWorker::leave);
      System.err.print(coordinator.log());
      return report;
    } finally {
      timer.shutdownNow();
      delete(folder);
    }
  }

  private static void join(
      LoadPlan plan, EncryptedLinks links, Load load, List<SimulatedWorker> workers) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < plan.workers(); i++) {
      SimulatedWorker worker = new SimulatedWorker("m" + i, load, random.split());
      workers.add(worker);
      worker.join(links.open());
    }
  }

  private static Map<String, Object> measure(
      LoadPlan plan, CoordinatorProcess coordinator, Load load)
      throws IOException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(plan.warmUp().toNanos());
    boolean round = plan.runsPerWorker() != Integer.MAX_VALUE;
    load.begin();
    long began = System.nanoTime();
    long syncs = coordinator.syncs();
    long messages = load.messages();
    Duration theirs = coordinator.cpu();
    Duration ours = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    if (round) {
      load.awaitFinished(10 * plan.runsPerWorker() * plan.runLength().toSeconds());
    } else {
      TimeUnit.NANOSECONDS.sleep(plan.measured().toNanos());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    int ended = load.ended();
    long[] handoffs = load.handoffs();
    double theirSeconds = seconds(coordinator.cpu().minus(theirs));
    double ourSeconds =
        seconds(ProcessHandle.current().info().totalCpuDuration().orElseThrow().minus(ours));
    syncs = coordinator.syncs() - syncs;
    messages = load.messages() - messages;

    Map<String, Object> report = new LinkedHashMap<>();
    report.put("load", plan.name());
    report.put("workers", plan.workers());
    report.put("run_seconds", seconds(plan.runLength()));
    report.put("seconds", rounded(seconds));
    report.put("outcomes", ended);
    report.put("results_per_second", rounded(handoffs.length / seconds));
    report.put("messages_per_second", rounded(messages / seconds));
    report.put("p50_ms", millis(handoffs, 0.50));
    report.put("p99_ms", millis(handoffs, 0.99));
    report.put("max_ms", millis(handoffs, 1));
    report.put("coordinator_cores", rounded(theirSeconds / seconds));
    report.put("generator_cores", rounded(ourSeconds / seconds));
    report.put("coordinator_cpu_ms_per_result", rounded(1000 * theirSeconds / handoffs.length));
    report.put("rss_mib", coordinator.memoryMib("VmRSS"));
    report.put("peak_rss_mib", coordinator.memoryMib("VmHWM"));
    report.put("fsync", "on");
    report.put("sync_delay_ms", seconds(plan.syncDelay()) * 1000);
    report.put("syncs_per_second", rounded(syncs / seconds));
    report.put("broken_streams", load.broken());
    report.put(
        "load_average",
        rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    if (round) {
      double ideal = plan.runsPerWorker() * seconds(plan.runLength());
      report.put("runs_per_worker", plan.runsPerWorker());
      report.put("over_ideal", Math.round(1e4 * load.roundSeconds() / ideal) / 1e4);
    }
    return report;
  }

  private static double millis(long[] sorted, double quantile) {
    int rank = Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1);
    return sorted.length == 0 ? Double.NaN : rounded(sorted[rank] / 1e6);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(1000 * value) / 1000.0;
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
