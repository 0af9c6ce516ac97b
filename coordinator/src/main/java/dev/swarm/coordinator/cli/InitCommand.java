package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.init.DefaultCampaign;
import dev.swarm.coordinator.init.RepositoryCampaign;
import dev.swarm.coordinator.init.Wishes;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm init}: makes a campaign of a repository, or writes the default one. */
@Command(
    name = "init",
    description = {
      "Make a campaign of a repository, or write the default one.",
      "In a repository it finds what an experiment changes, how it is run and what its score is, and writes autoresearch.yaml. In a new or empty folder it writes the default campaign, a small GPT in one file."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  swarm init my-campaign                  the default campaign, in a new folder",
      "  cd autoresearch && swarm init --commit  an existing repository",
      "  swarm init --metric accuracy --maximize --mutable model.py"
    })
public final class InitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = ".",
      description = "A repository or part of one, or a new folder (default: this folder).")
  private Path folder;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Training time of one experiment (default: what is found, or else 300s).",
      converter = DurationConverter.class)
  private Duration budget;

  @Option(names = "--mutable", paramLabel = "FILE", description = "What an experiment may change.")
  private String mutable;

  @Option(names = "--run", paramLabel = "COMMAND", description = "What runs an experiment.")
  private String command;

  @Option(names = "--metric", paramLabel = "NAME", description = "The score's name in the output.")
  private String metric;

  @Option(names = "--maximize", description = "A higher score is better.")
  private boolean maximize;

  @Option(names = "--force", description = "Write a campaign file anew that is there.")
  private boolean force;

  @Option(names = "--commit", description = "Commit the campaign file, and nothing else.")
  private boolean commit;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.exists(folder) || isEmpty(folder)) {
      refuseWishes();
      DefaultCampaign.write(folder, Optional.ofNullable(budget), Map.of());
      out.printf("The campaign is in %s. Serve it with: swarm coordinator %s%n", folder, folder);
      return 0;
    }
    out.printf("Looking through %s:%n", folder.toAbsolutePath().normalize());
    RepositoryCampaign.write(folder, wishes(), force).forEach(out::println);
    if (commit) {
      RepositoryCampaign.commit(folder);
      out.printf(
          "Wrote and committed autoresearch.yaml. Check it, then: swarm coordinator %s%n", folder);
    } else {
      out.printf(
          "Wrote autoresearch.yaml. Check it, then:%n  git -C %s add autoresearch.yaml && git -C %s commit -m \"Add the campaign file\"%n  swarm coordinator %s%n",
          folder, folder, folder);
    }
    return 0;
  }

  private Wishes wishes() {
    return new Wishes(
        Optional.ofNullable(mutable),
        Optional.ofNullable(command),
        Optional.ofNullable(metric),
        maximize ? Optional.of(Direction.MAXIMIZE) : Optional.empty(),
        Optional.ofNullable(budget));
  }

  private void refuseWishes() {
    if (mutable != null || command != null || metric != null || maximize) {
      throw new Complaint(
          "%s is new or empty, so there is nothing to make a campaign of; name a repository."
              .formatted(folder));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new Complaint("%s is a file; name a folder.".formatted(folder));
    }
    try (Stream<Path> present = Files.list(folder)) {
      return present.findAny().isEmpty();
    }
  }
}
