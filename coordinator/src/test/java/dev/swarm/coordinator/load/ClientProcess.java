package dev.swarm.coordinator.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link LoadClient} in a process of its own. */
final class ClientProcess implements AutoCloseable {
  private final String machine;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;
  private final Path errors;

  private ClientProcess(String machine, Process process, Path errors) {
    this.machine = machine;
    this.process = process;
    this.answers = process.inputReader();
    this.commands = process.outputWriter();
    this.errors = errors;
  }

  /**
   * What one client counted.
   *
   * @param results that it told
   * @param nanos while it counted
   */
  record Count(long results, long nanos) {
    double perSecond() {
      return results * 1e9 / nanos;
    }
  }

  /** A client ended that should not have; the message is a sentence for people. */
  static final class Failed extends IOException {
    private static final long serialVersionUID = 1;

    private Failed(String machine, String why) {
      super("The client %s ended too early: %s".formatted(machine, why));
    }
  }

  /** Starts it; {@link #awaitReady} waits until it has warmed up. */
  static ClientProcess start(ClientJvm jvm, CoordinatorProcess coordinator, String machine)
      throws IOException, InterruptedException {
    Path errors = jvm.folder().resolve(machine + ".err");
    Process process = jvm.start(coordinator.address(), machine, errors);
    ClientProcess client = new ClientProcess(machine, process, errors);
    client.tell(coordinator.token());
    return client;
  }

  void awaitReady() throws IOException, InterruptedException {
    answer();
  }

  /** Has it count; {@link #count} waits for the end. */
  void measure(MeasuredWindow window) throws IOException, InterruptedException {
    tell(window.line());
  }

  /** What it told within the window. */
  Count count() throws IOException, InterruptedException {
    String[] words = answer().split(" ");
    return new Count(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /** Processor time used so far. */
  Duration cpu() throws IOException, InterruptedException {
    Optional<Duration> cpu = process.toHandle().info().totalCpuDuration();
    if (cpu.isEmpty()) {
      throw failed();
    }
    return cpu.get();
  }

  private void tell(String line) throws IOException, InterruptedException {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException ended) {
      throw failed();
    }
  }

  private String answer() throws IOException, InterruptedException {
    String line = answers.readLine();
    if (line == null) {
      throw failed();
    }
    return line;
  }

  /** It says why on its standard error, as the virtual machine does. */
  private Failed failed() throws IOException, InterruptedException {
    int code = process.waitFor();
    String why = Files.readString(errors).strip();
    return new Failed(machine, why.isEmpty() ? "exit code %d.".formatted(code) : why);
  }

  /** Has it leave. */
  @Override
  public void close() throws InterruptedException {
    try {
      commands.close();
    } catch (IOException ended) {
      process.destroyForcibly();
    }
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
