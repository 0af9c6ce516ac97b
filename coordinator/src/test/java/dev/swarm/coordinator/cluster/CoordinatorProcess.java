package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.cli.CoordinatorCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;

/**
 * {@code swarm coordinator} as one node of a cluster, in a process of its own: the program that is
 * named with {@code -Dswarm.program}, otherwise these very classes.
 */
final class CoordinatorProcess implements AutoCloseable {
  private static final String DECIDES = "This coordinator decides now.";
  private static final String DECIDES_NO_MORE = "Another coordinator decides now.";

  private final Process process;
  private final Thread reader = new Thread(this::read, "output");
  private final List<String> output = new ArrayList<>();
  private final List<LocalTime> times = new ArrayList<>();
  private boolean over;

  /** The command alone, where there is no built program. */
  public static final class Main {
    private Main() {}

    /** Runs the command. */
    public static void main(String[] args) {
      CommandLine command = new CommandLine(new CoordinatorCommand());
      command.setExecutionExceptionHandler(
          (failure, line, parsed) -> {
            line.getErr().println(failure.getMessage());
            return 1;
          });
      System.exit(command.execute(args));
    }
  }

  private CoordinatorProcess(Process process) {
    this.process = process;
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param prefix of the command, such as what starts it in another network
   * @param home the user's folder
   */
  static CoordinatorProcess start(List<String> prefix, Path home, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    String program = System.getProperty("swarm.program");
    if (program != null) {
      command.addAll(List.of(program, "coordinator"));
    } else {
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmx512m",
              "-Duser.home=" + home,
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName()));
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("SWARM_STOP_WITH_PARENT", "yes");
    return new CoordinatorProcess(builder.start());
  }

  /** Waits for a line that contains {@code text}. */
  synchronized void await(String text, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (output.stream().noneMatch(line -> line.contains(text))) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || over) {
        throw new AssertionError("No '%s' in:%n%s".formatted(text, output()));
      }
      wait(left);
    }
  }

  /** Whether the campaign is decided here, by what the process said last. */
  synchronized boolean decides() {
    return output.lastIndexOf(DECIDES) > output.lastIndexOf(DECIDES_NO_MORE);
  }

  /** What it said, and when. */
  synchronized String output() {
    return IntStream.range(0, output.size())
        .mapToObj(line -> times.get(line) + " " + output.get(line))
        .collect(Collectors.joining("\n"));
  }

  /** As with kill -9. */
  void kill() throws InterruptedException {
    add("-- killed");
    process.destroyForcibly().waitFor();
  }

  /** Sends any signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    add("-- gets SIG" + name);
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for the process's end, and for the last it has said, and gives its exit code. */
  int awaitEnd(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("Still running:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException closed) {
      // The end of a killed process.
    }
    end();
  }

  private synchronized void add(String line) {
    output.add(line);
    times.add(LocalTime.now());
    notifyAll();
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }
}
