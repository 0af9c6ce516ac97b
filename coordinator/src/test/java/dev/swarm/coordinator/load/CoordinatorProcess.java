package dev.swarm.coordinator.load;

import dev.swarm.coordinator.init.DefaultCampaign;
import dev.swarm.coordinator.server.StateFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A coordinator as people start it, in a process of its own, with the default campaign. */
final class CoordinatorProcess implements AutoCloseable {
  private static final long START_SECONDS = 180;

  private final Path folder;
  private final Process process;

  private CoordinatorProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param program the {@code swarm} program
   * @param library counts its syncs and makes them slower; absent for neither
   * @param waitFor machines that must have joined before the first run
   */
  static CoordinatorProcess start(
      Path program, Optional<Path> library, Duration syncDelay, int waitFor, Path folder)
      throws IOException, InterruptedException {
    return start(program, library, syncDelay, waitFor, folder, List.of());
  }

  /** The same with more options of the command. */
  static CoordinatorProcess start(
      Path program,
      Optional<Path> library,
      Duration syncDelay,
      int waitFor,
      Path folder,
      List<String> options)
      throws IOException, InterruptedException {
    Path campaign = folder.resolve("campaign");
    if (Files.notExists(campaign)) {
      DefaultCampaign.write(campaign, Optional.empty(), Map.of());
    }
    Path state = folder.resolve("state");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "coordinator",
                campaign.toString(),
                "--dir",
                state.toString(),
                "--port",
                "0",
                "--git-port",
                "0",
                "--wait-for",
                Integer.toString(waitFor)));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    library.ifPresent(
        path ->
            builder
                .environment()
                .putAll(
                    Map.of(
                        "LD_PRELOAD", path.toString(),
                        "SLOW_SYNC_MICROSECONDS", Long.toString(syncDelay.toNanos() / 1000),
                        "SLOW_SYNC_COUNT", syncCount(folder).toString())));
    CoordinatorProcess coordinator = new CoordinatorProcess(folder, builder.start());
    coordinator.awaitServing(state);
    return coordinator;
  }

  private void awaitServing(Path state) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (Files.notExists(StateFolder.address(state))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String log = Files.readString(folder.resolve("log"));
        close();
        throw new IOException("The coordinator did not start:%n%s".formatted(log));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Where it serves, {@code HOST:PORT}. */
  String address() throws IOException {
    return Files.readString(StateFolder.address(folder.resolve("state"))).strip();
  }

  String token() throws IOException {
    return Files.readString(StateFolder.token(folder.resolve("state"))).strip();
  }

  long pid() {
    return process.pid();
  }

  /** What it said. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Processor time used so far. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /** Its syncs so far; 0 without the library. */
  long syncs() throws IOException {
    Path count = syncCount(folder);
    return Files.exists(count)
        ? ByteBuffer.wrap(Files.readAllBytes(count)).order(ByteOrder.nativeOrder()).getLong()
        : 0;
  }

  /**
   * A line of Linux's {@code /proc/PID/status}, in MiB.
   *
   * @param field such as {@code VmRSS} or {@code VmHWM}
   */
  long memoryMib(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static Path syncCount(Path folder) {
    return folder.resolve("syncs");
  }
}
