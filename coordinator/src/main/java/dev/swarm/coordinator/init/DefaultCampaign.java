package dev.swarm.coordinator.init;

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
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** The campaign that comes with the program: a small GPT in one file. */
public final class DefaultCampaign {
  private static final String CAMPAIGN_FILE = CampaignFile.NAMES.get(0);
  private static final String MUTABLE_FILE = "Train.java";
  private static final List<String> FILES = List.of("program.md", MUTABLE_FILE, CAMPAIGN_FILE);

  private DefaultCampaign() {}

  /**
   * Writes and commits it as a repository of its own.
   *
   * @param folder empty or not there yet
   * @param budget of an experiment; absent for the campaign file's own
   * @param knobs values to start from instead of Train.java's own, by name
   */
  public static void write(Path folder, Optional<Duration> budget, Map<String, String> knobs) {
    try {
      Files.createDirectories(folder);
      for (String file : FILES) {
        Files.writeString(folder.resolve(file), text(file, budget, knobs));
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

  private static String text(String file, Optional<Duration> budget, Map<String, String> knobs)
      throws IOException {
    try (InputStream stream = DefaultCampaign.class.getResourceAsStream("/campaign/" + file)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      if (file.equals(MUTABLE_FILE)) {
        return KnobText.set(text, knobs);
      }
      return file.equals(CAMPAIGN_FILE) && budget.isPresent()
          ? KnobText.set(text, Map.of("budget", Durations.format(budget.get())))
          : text;
    }
  }
}
