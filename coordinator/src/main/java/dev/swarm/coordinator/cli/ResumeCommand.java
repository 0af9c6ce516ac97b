package dev.swarm.coordinator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm resume}: let machines that were paused or drained go on. */
@Command(
    name = "resume",
    description = "Let machines that were paused or drained go on.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm resume", "  swarm resume m4max"})
public final class ResumeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "MACHINE",
      arity = "0..1",
      description = "Only this machine (default: all of them).")
  private String machine;

  @Override
  public Integer call() {
    try (OperatorClient client = operator.connect()) {
      boolean paused = client.resume(Optional.ofNullable(machine));
      spec.commandLine()
          .getOut()
          .printf(
              paused ? "%s may go on as soon as all may: swarm resume%n" : "%s may go on.%n",
              machine == null ? "Every machine" : machine);
    }
    return 0;
  }
}
