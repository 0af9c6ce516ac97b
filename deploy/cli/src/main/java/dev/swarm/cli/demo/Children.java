package dev.swarm.cli.demo;

import dev.swarm.cli.Main;
import dev.swarm.shared.text.Complaint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The processes that a demo starts. Each one's standard input is a pipe from here, so that they
 * stop even when this process is killed. Thread-safe.
 */
final class Children implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final String program;
  private final Deque<Child> children = new ArrayDeque<>();
  private final CompletableFuture<String> death = new CompletableFuture<>();
  private boolean closed;

  private record Child(String name, Process process) {}

  /**
   * @param home of the distribution
   */
  Children(Path home) {
    this.program = home.resolve("bin").resolve("swarm").toString();
  }

  /** Completes with a sentence when one of them ends although nobody stopped it. */
  CompletableFuture<String> death() {
    return death;
  }

  /**
   * Starts {@code swarm ARGUMENTS}.
   *
   * @param ready what the line contains that says it is ready
   * @return completes with that line, or with what to tell when the process ends before it
   */
  synchronized CompletableFuture<String> start(
      String name, Path log, String ready, List<String> arguments) throws IOException {
    if (closed) {
      throw new IOException("The demo is being stopped.");
    }
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(Main.STOP_WITH_PARENT, "yes");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    children.push(new Child(name, process));
    CompletableFuture<String> readyLine = new CompletableFuture<>();
    Thread reader = new Thread(() -> copy(name, process, log, ready, readyLine), name + "-output");
    reader.setDaemon(true);
    reader.start();
    return readyLine;
  }

  /** Stops them, the last one started first, and waits until they are gone. */
  @Override
  public void close() {
    List<Child> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(children);
      children.clear();
    }
    for (Child child : all) {
      child.process().destroy();
      try {
        if (!child.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          child.process().destroyForcibly();
        }
      } catch (InterruptedException stop) {
        child.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private void copy(
      String name, Process process, Path log, String ready, CompletableFuture<String> readyLine) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        PrintWriter file =
            new PrintWriter(
                Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        file.println(line);
        if (line.contains(ready)) {
          readyLine.complete(line);
        }
        lines.add(line);
        if (lines.size() > 5) {
          lines.remove(0);
        }
      }
    } catch (IOException broken) {
      lines.add(broken.getMessage());
    }
    ended(name, process, log, lines, readyLine);
  }

  private void ended(
      String name,
      Process process,
      Path log,
      List<String> lastLines,
      CompletableFuture<String> readyLine) {
    int code = process.onExit().join().exitValue();
    String sentence =
        "The %s ended by itself (exit %d); its output is in %s. Last it said: %s"
            .formatted(name, code, log, String.join(" ", lastLines));
    readyLine.completeExceptionally(new Complaint(sentence));
    synchronized (this) {
      if (!closed) {
        death.complete(sentence);
      }
    }
  }
}
