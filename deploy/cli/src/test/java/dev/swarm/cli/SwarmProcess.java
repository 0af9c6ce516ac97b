package dev.swarm.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The real program in a process of its own, with an empty home; its output is read line by line.
 */
final class SwarmProcess implements AutoCloseable {
  private static final Path PROGRAM = Path.of("target/swarm/bin/swarm").toAbsolutePath();
  private static final String END = "\u0000";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private SwarmProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
  }

  static SwarmProcess start(Path home, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    // A test runner that is killed leaves nothing behind.
    builder.environment().put(Main.STOP_WITH_PARENT, "yes");
    return new SwarmProcess(builder.start());
  }

  /** Waits for the next line that contains {@code text}. */
  String await(String text, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (true) {
      String line = next(text, deadline);
      if (line.contains(text)) {
        return line;
      }
    }
  }

  private String next(String awaited, long deadline) throws InterruptedException {
    String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    if (line == null || line.equals(END)) {
      throw new AssertionError(
          "No line with '%s' %s; output so far:%n%s"
              .formatted(awaited, line == null ? "in time" : "before the end", output()));
    }
    seen.add(line);
    return line;
  }

  /** Waits until each of the texts was in a line, whichever comes first. */
  void awaitAll(long seconds, String... texts) throws InterruptedException {
    Set<String> missing = new LinkedHashSet<>(List.of(texts));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!missing.isEmpty()) {
      String line = next(String.join("' and '", missing), deadline);
      missing.removeIf(line::contains);
    }
  }

  /** Waits for the end and gives the exit code. */
  int await(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("The program did not end in time; output so far:\n" + output());
    }
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      seen.add(line);
    }
    return process.exitValue();
  }

  /** Everything read by the waits so far. */
  String output() {
    return String.join("\n", seen);
  }

  long pid() {
    return process.pid();
  }

  /** As with kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As with kill. */
  void terminate() {
    process.destroy();
  }

  /** Alive, and not only a name in the process table that its parent has not collected yet. */
  static boolean isRunning(ProcessHandle process) {
    try {
      return process.isAlive()
          && !Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
              .contains(") Z ");
    } catch (NoSuchFileException elsewhere) {
      return process.isAlive() && !Files.exists(Path.of("/proc/self/stat"));
    } catch (IOException unreadable) {
      if (process.isAlive()) {
        throw new UncheckedIOException(unreadable);
      }
      // It ended between the opening of that file and the reading.
      return false;
    }
  }

  /** Waits until another process is over. */
  static void awaitEnd(ProcessHandle process, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    // A process that is nobody's child any more tells nobody of its end.
    while (isRunning(process)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Still running: " + process.info());
      }
      Thread.sleep(50);
    }
  }

  /** Everything it has started, and what that has started. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /**
   * As with kill, and nothing else: its pipes stay open. The virtual machine answers Ctrl-C in the
   * same way, but a test runner in the background has that signal ignored for all its children.
   */
  void ask() throws Exception {
    new ProcessBuilder("kill", "-TERM", Long.toString(pid())).inheritIO().start().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException closed) {
      // The end of a killed process.
    }
    lines.add(END);
  }
}
