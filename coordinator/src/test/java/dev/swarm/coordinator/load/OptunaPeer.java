package dev.swarm.coordinator.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Optuna's side, {@code bench/optuna_peer.py}, in a process of its own that forks its clients. */
final class OptunaPeer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;

  private OptunaPeer(Process process) {
    this.process = process;
    this.answers = process.inputReader();
    this.commands = process.outputWriter();
  }

  /**
   * Starts it.
   *
   * @param storage an address for SQLAlchemy, or a file
   * @param knobs a file that says what is sampled
   */
  static OptunaPeer start(String python, Path script, String storage, Path knobs, int clients)
      throws IOException {
    return new OptunaPeer(
        new ProcessBuilder(
                python, script.toString(), storage, knobs.toString(), Integer.toString(clients))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  long pid() {
    return process.pid();
  }

  /** Has a command done and gives the answer. */
  JsonNode ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("Optuna's side ended at: " + command);
    }
    return new JsonMapper().readTree(line);
  }

  /**
   * Has all clients ask and tell for a while.
   *
   * @param synced whose syncs are counted, with all that they start
   */
  OptunaBench.Run run(String sampler, Duration warmUp, Duration time, List<Long> synced)
      throws IOException, InterruptedException {
    try (SyncTrace trace = SyncTrace.of(synced)) {
      JsonNode told = ask("run %s %d %d".formatted(sampler, warmUp.toSeconds(), time.toSeconds()));
      if (told.get("failures").asInt() > 0) {
        System.err.println("Optuna's clients failed: " + told);
      }
      double seconds = told.get("seconds").asDouble();
      Optional<Long> syncs = trace.count(told.get("begin").asDouble(), told.get("end").asDouble());
      return new OptunaBench.Run(
          told.get("results").asLong(),
          told.get("results").asLong() / seconds,
          told.get("client_cpu_seconds").asDouble() / seconds,
          OptionalDouble.empty(),
          syncs);
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException ended) {
      process.destroyForcibly();
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
