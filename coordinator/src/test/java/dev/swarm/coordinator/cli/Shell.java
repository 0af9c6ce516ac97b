package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.server.RunningCoordinator;
import dev.swarm.shared.text.Complaint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs a command as a terminal would, and keeps what it printed. */
final class Shell {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What the command printed to standard output. */
  String out() {
    return out.toString();
  }

  /** What it complained about. */
  String err() {
    return err.toString();
  }

  /** Runs a command and gives its exit code. */
  int run(Callable<Integer> command, String... arguments) {
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              if (!(failure instanceof Complaint)) {
                throw failure;
              }
              line.getErr().println(failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  /** Runs a command that asks this coordinator. */
  int ask(RunningCoordinator coordinator, Callable<Integer> command, String... arguments) {
    return run(
        command,
        Stream.concat(Stream.of("--dir", coordinator.folder().toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
