package dev.swarm.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code swarm version}. */
@Command(
    name = "version",
    description = "Print the version.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  swarm version")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println(new Version().getVersion()[0]);
    return 0;
  }
}
