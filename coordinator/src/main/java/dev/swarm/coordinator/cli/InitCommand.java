package dev.swarm.coordinator.cli;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.knob.KnobText;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swarm init}: writes the default campaign as a git repository. */
@Command(
    name = "init",
    description = "Write the default campaign, a small GPT in one file, as a git repository.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  swarm init my-campaign", "  swarm init quick-campaign --budget 15s"})
public final class InitCommand implements Callable<Integer> {
  private static final String CAMPAIGN_FILE = CampaignFile.NAMES.get(0);
  private static final List<String> FILES = List.of("program.md", "Train.java", CAMPAIGN_FILE);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A folder that is empty or not there yet.")
  private Path folder;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Training time of one experiment (default: the campaign file's 300s).",
      converter = DurationConverter.class)
  private Duration budget;

  @Override
  public Integer call() {
    write(folder, budget);
    spec.commandLine()
        .getOut()
        .printf("The campaign is in %s. Serve it with: swarm coordinator %s%n", folder, folder);
    return 0;
  }

  /**
   * Writes and commits the default campaign.
   *
   * @param budget of an experiment; null for the campaign file's own
   */
  public static void write(Path folder, Duration budget) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> present = Files.list(folder)) {
        if (present.findAny().isPresent()) {
          throw new Complaint("%s is not empty; name a new folder.".formatted(folder));
        }
      }
      for (String file : FILES) {
        Files.writeString(folder.resolve(file), text(file, budget));
      }
      PersonIdent author = new PersonIdent("swarm", "swarm@localhost");
      try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
        git.add().addFilepattern(".").call();
        git.commit()
            .setMessage("Start the default campaign")
            .setAuthor(author)
            .setCommitter(author)
            .setSign(false)
            .call();
      }
    } catch (IOException | GitAPIException failure) {
      throw new Complaint(
          "The campaign can't be written to %s: %s".formatted(folder, failure.getMessage()),
          failure);
    }
  }

  private static String text(String file, Duration budget) throws IOException {
    try (InputStream stream = InitCommand.class.getResourceAsStream("/campaign/" + file)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return file.equals(CAMPAIGN_FILE) && budget != null
          ? KnobText.set(text, Map.of("budget", Durations.format(budget)))
          : text;
    }
  }
}
