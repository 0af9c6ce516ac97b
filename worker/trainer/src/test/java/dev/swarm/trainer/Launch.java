package dev.swarm.trainer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts runs as a user does: the launcher script, a source file and options. */
final class Launch {
  static final Path TRAIN = Path.of("src/main/campaign/Train.java");
  static final Path CACHE = Path.of("target/cache").toAbsolutePath();

  /** An engine that runs here. */
  static final EngineName ANY =
      EngineName.PYTORCH.runsOn(System.getProperty("os.name"), System.getProperty("os.arch"))
          ? EngineName.PYTORCH
          : EngineName.MXNET;

  private Launch() {}

  /** A run that has ended. */
  record Ended(int exitCode, List<String> output) {
    /** The values of a line {@code key: value} of the summary, empty where there is none. */
    List<String> values(String key) {
      return output.stream()
          .filter(line -> line.startsWith(key + ": "))
          .map(line -> line.substring(key.length() + 2))
          .toList();
    }

    List<Double> losses() {
      return output.stream()
          .filter(line -> line.startsWith("step "))
          .map(line -> Double.parseDouble(line.split(" ")[4]))
          .toList();
    }
  }

  static Process start(Path cache, Map<String, String> environment, Path file, String... options) {
    List<String> command = new ArrayList<>();
    command.add("src/main/launcher/swarm-train");
    command.add(file.toString());
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SWARM_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SWARM_TRAINER_HOME", "target/trainer");
    builder.environment().put("SWARM_CACHE", cache.toString());
    builder.environment().put("SWARM_THREADS", "1");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a run has started, whatever is said before that. */
  static void awaitStart(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.startsWith("started in ")) {
      System.out.println(line);
      line = output.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("the run ended before it had started");
    }
  }

  static Ended end(Process process) {
    try {
      List<String> output = process.inputReader().lines().toList();
      output.forEach(System.out::println);
      return new Ended(process.waitFor(), output);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  static Ended run(Map<String, String> environment, Path file, String... options) {
    return end(start(CACHE, environment, file, options));
  }

  /** As {@link #edited}, of a model that is small enough for many steps in a second. */
  static Path small(Path folder, String piece, String replacement) throws IOException {
    Path file = edited(folder, piece, replacement);
    String text =
        Files.readString(file)
            .replaceFirst("DEPTH = \\d+;", "DEPTH = 2;")
            .replaceFirst("ASPECT_RATIO = \\d+;", "ASPECT_RATIO = 16;")
            .replaceFirst("HEAD_DIM = \\d+;", "HEAD_DIM = 16;")
            .replaceFirst("TOTAL_BATCH_SIZE = \\d+;", "TOTAL_BATCH_SIZE = 256;");
    return Files.writeString(file, text);
  }

  /** A copy of Train.java with one piece of its text replaced, which must be there. */
  static Path edited(Path folder, String piece, String replacement) throws IOException {
    String text = Files.readString(TRAIN);
    if (!text.contains(piece)) {
      throw new IllegalArgumentException("Train.java does not contain: " + piece);
    }
    return Files.writeString(folder.resolve("Train.java"), text.replace(piece, replacement));
  }
}
