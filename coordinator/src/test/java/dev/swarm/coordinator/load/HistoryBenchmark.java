package dev.swarm.coordinator.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.swarm.access.TokenTrust;
import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.proto.v1.GetStatusRequest;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OperatorGrpc;
import dev.swarm.proto.v1.ReadLedgerRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What people's questions cost a coordinator that has judged many experiments. {@code
 * bench/history} runs it.
 */
final class HistoryBenchmark {
  private static final int CALLS = 200;
  private static final int COMMANDS = 5;
  private static final int MACHINES = 200;
  private static final int PAGE = 50;
  private static final int STATUS_BYTES = 64 << 20;

  private HistoryBenchmark() {}

  /** One piece of work to time. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Prints a line of JSON for each length of history.
   *
   * @param arguments the {@code swarm} program, then how many experiments
   */
  public static void main(String[] arguments)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    Path program = Path.of(arguments[0]);
    for (String experiments : List.of(arguments).subList(1, arguments.length)) {
      System.out.println(
          new JsonMapper().writeValueAsString(measure(program, Integer.parseInt(experiments))));
    }
    System.exit(0);
  }

  private static Map<String, Object> measure(Path program, int experiments)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    Path folder = Files.createTempDirectory("history");
    long writes = System.nanoTime();
    HistoryWriter.SnapshotCost snapshot =
        HistoryWriter.write(folder, Optional.empty(), MACHINES, experiments).snapshot();
    double writing = seconds(System.nanoTime() - writes);
    double withoutSnapshot = startWithoutSnapshot(program, folder);
    long starts = System.nanoTime();
    try (CoordinatorProcess coordinator =
        CoordinatorProcess.start(program, Optional.empty(), Duration.ZERO, 1, folder)) {
      double starting = seconds(System.nanoTime() - starts);
      ManagedChannel channel = channel(coordinator);
      OperatorGrpc.OperatorBlockingStub operator = operator(channel, coordinator);
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("experiments", experiments);
      report.put("write_seconds", writing);
      report.put("start_seconds", starting);
      report.put("start_without_snapshot_seconds", withoutSnapshot);
      report.put("snapshot_bytes", snapshot.bytes());
      report.put("snapshot_take_ms", rounded(snapshot.takeMillis()));
      report.put("snapshot_make_ms", rounded(snapshot.makeMillis()));
      report.put("rss_mib", coordinator.memoryMib("VmRSS"));
      calls(report, "status", () -> operator.getStatus(GetStatusRequest.getDefaultInstance()));
      calls(report, "newest_page", () -> read(operator, page(Long.MAX_VALUE)));
      calls(report, "middle_page", () -> read(operator, page(experiments / 2)));
      long began = System.nanoTime();
      report.put("entries", read(operator, ReadLedgerRequest.getDefaultInstance()));
      report.put("read_all_seconds", seconds(System.nanoTime() - began));
      report.put("peak_rss_mib", coordinator.memoryMib("VmHWM"));
      Path state = folder.resolve("state");
      report.put("status_command_seconds", command(program, "status", "--dir", state));
      report.put("log_command_seconds", command(program, "log", "--dir", state, "--limit", PAGE));
      report.put("whole_log_table_seconds", command(program, "log", "--dir", state));
      report.put(
          "load_average",
          rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
      channel.shutdownNow();
      return report;
    }
  }

  /** Reads the whole journal, as the first start does after a change of version. */
  private static double startWithoutSnapshot(Path program, Path folder)
      throws IOException, SQLException, InterruptedException {
    Path kept = folder.resolve("kept.db");
    Path journal = folder.resolve("state").resolve("journal.db");
    Files.copy(journal, kept);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM snapshot");
    }
    long starts = System.nanoTime();
    double starting;
    try (CoordinatorProcess coordinator =
        CoordinatorProcess.start(program, Optional.empty(), Duration.ZERO, 1, folder)) {
      starting = seconds(System.nanoTime() - starts);
      // What is timed later is the coordinator that nobody has asked yet, not this process.
      ManagedChannel channel = channel(coordinator);
      operator(channel, coordinator).getStatus(GetStatusRequest.getDefaultInstance());
      channel.shutdownNow();
    }
    Files.deleteIfExists(folder.resolve("state").resolve("journal.db-wal"));
    Files.deleteIfExists(folder.resolve("state").resolve("journal.db-shm"));
    Files.move(kept, journal, StandardCopyOption.REPLACE_EXISTING);
    return starting;
  }

  private static ManagedChannel channel(CoordinatorProcess coordinator) throws IOException {
    return NettyChannelBuilder.forTarget(
            coordinator.address(), TokenTrust.credentials(coordinator.token()))
        .maxInboundMessageSize(STATUS_BYTES)
        .build();
  }

  private static OperatorGrpc.OperatorBlockingStub operator(
      ManagedChannel channel, CoordinatorProcess coordinator) throws IOException {
    return OperatorGrpc.newBlockingStub(channel)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(
                RunningCoordinator.authorization(coordinator.token())));
  }

  private static ReadLedgerRequest page(long before) {
    return ReadLedgerRequest.newBuilder().setLimit(PAGE).setBefore(before).build();
  }

  private static int read(OperatorGrpc.OperatorBlockingStub operator, ReadLedgerRequest request) {
    int count = 0;
    for (Iterator<LedgerEntry> all = operator.readLedger(request); all.hasNext(); all.next()) {
      count++;
    }
    return count;
  }

  /** The first call is told too: in the coordinator little is compiled then. */
  private static void calls(Map<String, Object> report, String name, Work call)
      throws IOException, InterruptedException {
    report.put(name + "_first_ms", rounded(1000 * seconds(time(call))));
    long[] times = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      times[i] = time(call);
    }
    Arrays.sort(times);
    report.put(name + "_p50_ms", rounded(times[CALLS / 2] / 1e6));
    report.put(name + "_p99_ms", rounded(times[CALLS * 99 / 100] / 1e6));
  }

  /** The median of some runs of a command, from its start to its end. */
  private static double command(Path program, Object... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    Arrays.stream(arguments).map(Object::toString).forEach(words::add);
    long[] times = new long[COMMANDS];
    for (int i = 0; i < COMMANDS; i++) {
      times[i] = time(() -> run(words));
    }
    Arrays.sort(times);
    return seconds(times[COMMANDS / 2]);
  }

  private static void run(List<String> words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("This did not work: " + String.join(" ", words));
    }
  }

  private static long time(Work work) throws IOException, InterruptedException {
    long began = System.nanoTime();
    work.run();
    return System.nanoTime() - began;
  }

  private static double seconds(long nanos) {
    return rounded(nanos / 1e9);
  }

  private static double rounded(double value) {
    return Math.round(1000 * value) / 1000.0;
  }
}
