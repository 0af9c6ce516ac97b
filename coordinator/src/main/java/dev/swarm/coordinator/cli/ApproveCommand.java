package dev.swarm.coordinator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm approve}: lets machines go on after their baseline. */
@Command(
    name = "approve",
    description = "Let machines go on after their baseline (coordinator --approve).",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm approve", "  swarm approve m4max"})
public final class ApproveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "MACHINE",
      arity = "0..1",
      description = "The machine that may go on (default: all of them).")
  private String machine;

  @Override
  public Integer call() {
    try (OperatorClient client = operator.connect()) {
      client.approve(Optional.ofNullable(machine));
    }
    spec.commandLine()
        .getOut()
        .printf("%s may go on.%n", machine == null ? "Every machine" : machine);
    return 0;
  }
}
