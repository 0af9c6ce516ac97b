package dev.swarm.coordinator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code swarm pause}: let all machines finish what they run and start nothing more. */
@Command(
    name = "pause",
    description = "Let all machines finish what they run and start nothing more.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm pause", "  swarm resume"})
public final class PauseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Override
  public Integer call() {
    try (OperatorClient client = operator.connect()) {
      client.pause(Optional.empty());
    }
    spec.commandLine()
        .getOut()
        .println(
            "Every machine finishes what it runs and starts nothing more, until swarm resume.");
    return 0;
  }
}
