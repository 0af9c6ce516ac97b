package dev.swarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * Keeps the runs of the default campaign from ending until a test lets them: what happens in the
 * middle of a run does so however slow the machine is. While it is shut, a run that has trained
 * waits before it ends.
 */
final class RunGate {
  private static final String TRAIN = "Train.java";

  /**
   * With the one Train.java whose runs end although the gate is shut; not there when it is open.
   */
  private final Path passing;

  private final Path campaign;

  private RunGate(Path campaign, Path folder) {
    this.campaign = campaign;
    this.passing = folder.resolve("passing");
  }

  /**
   * Puts an open one into a campaign, and commits it there.
   *
   * @param folder for what the runs look at; no worker's own
   */
  static RunGate into(Path campaign, Path folder) throws IOException, GitAPIException {
    RunGate gate = new RunGate(campaign, Files.createDirectories(folder));
    Path file = campaign.resolve("autoresearch.yaml");
    Files.writeString(file, gate.in(Files.readString(file)));
    try (Git git = Git.open(campaign.toFile())) {
      git.commit()
          .setAll(true)
          .setMessage("a gate")
          .setAuthor("them", "them@example.org")
          .setCommitter("them", "them@example.org")
          .setSign(false)
          .call();
    }
    return gate;
  }

  private String in(String file) {
    String run = "run_command: \"swarm-train Train.java\"\n";
    if (!file.contains(run)) {
      throw new IllegalStateException("The default campaign is run in another way:\n" + file);
    }
    return file.replace(
        run,
        """
        run_command: 'swarm-train Train.java; code=$?; while [ -e %1$s ] && ! cmp -s Train.java %1$s; do sleep 0.1; done; exit $code'
        data: ["%2$s"]
        """
            .formatted(passing, passing.getParent()));
  }

  /** From now on no run ends. */
  void shut() throws IOException {
    Files.writeString(passing, "");
  }

  /** From now on only runs of what the campaign started from end: those of the baseline. */
  void shutBehindTheBaseline() throws IOException {
    // Made whole beside it: one that is half there would keep them too, but only for a moment.
    Path whole = passing.resolveSibling("whole");
    Files.copy(campaign.resolve(TRAIN), whole, StandardCopyOption.REPLACE_EXISTING);
    Files.move(whole, passing, StandardCopyOption.REPLACE_EXISTING);
  }

  /** From now on every run ends by itself. */
  void open() throws IOException {
    Files.deleteIfExists(passing);
  }
}
