package dev.swarm.coordinator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code swarm drain}: let one machine finish what it runs and start nothing more, to stop its
 * worker afterwards.
 */
@Command(
    name = "drain",
    description =
        "Let one machine finish what it runs and start nothing more, to stop its worker afterwards.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm drain m4max", "  swarm resume m4max"})
public final class DrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(paramLabel = "MACHINE", description = "The machine to take out of service.")
  private String machine;

  @Override
  public Integer call() {
    try (OperatorClient client = operator.connect()) {
      client.pause(Optional.of(machine));
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s will finish what it runs; stop its worker when `swarm status` says paused. `swarm resume %s` takes it back.%n",
            machine, machine);
    return 0;
  }
}
