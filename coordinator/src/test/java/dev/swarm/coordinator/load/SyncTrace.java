package dev.swarm.coordinator.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Watches with strace how often processes, and all that they start, sync a file. */
final class SyncTrace implements AutoCloseable {
  private final Optional<Process> strace;
  private final Path output;

  private SyncTrace(Optional<Process> strace, Path output) {
    this.strace = strace;
    this.output = output;
  }

  /**
   * Begins to watch.
   *
   * @param processes with all their children; when there are none nothing is watched
   */
  static SyncTrace of(List<Long> processes) throws IOException, InterruptedException {
    Path output = Files.createTempFile("syncs", ".txt");
    if (processes.isEmpty()) {
      return new SyncTrace(Optional.empty(), output);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace", "-f", "-qq", "-ttt", "-e", "trace=fsync,fdatasync", "-e", "signal=none"));
    command.addAll(List.of("-o", output.toString()));
    for (long process : processes) {
      ProcessHandle root = ProcessHandle.of(process).orElseThrow();
      Stream.concat(Stream.of(root), root.descendants())
          .forEach(each -> command.addAll(List.of("-p", Long.toString(each.pid()))));
    }
    Process strace =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    // It says nothing once it has attached; what it missed before is no part of the measurement.
    if (strace.waitFor(2, TimeUnit.SECONDS)) {
      System.err.println("strace could not watch; syncs are not counted.");
      return new SyncTrace(Optional.empty(), output);
    }
    return new SyncTrace(Optional.of(strace), output);
  }

  /**
   * Syncs that began within a time, in seconds since 1970. Nothing is watched any more after it.
   *
   * @return nothing where they were not watched
   */
  Optional<Long> count(double from, double to) throws IOException, InterruptedException {
    if (strace.isEmpty()) {
      return Optional.empty();
    }
    close();
    try (Stream<String> lines = Files.lines(output)) {
      return Optional.of(
          lines
              .filter(line -> line.contains("sync(") && !line.contains("resumed"))
              .map(line -> line.strip().split("\\s+")[1])
              .mapToDouble(Double::parseDouble)
              .filter(at -> at >= from && at < to)
              .count());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (strace.isPresent()) {
      // It lets go of what it watches, and ends.
      strace.get().destroy();
      strace.get().waitFor();
    }
  }
}
