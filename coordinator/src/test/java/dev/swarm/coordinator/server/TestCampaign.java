package dev.swarm.coordinator.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A small campaign: two knobs in one file. */
public final class TestCampaign {
  /** The campaign file. */
  public static final String FILE =
      """
      name: tiny
      metric: val_bpb
      mutable_files: [Train.java]
      immutable_files: [program.md]
      run_command: swarm-train Train.java
      budget: 10s
      keep: {policy: strict}
      knobs:
        - { name: MATRIX_LR, type: float, min: 0.001, max: 0.1, scale: log }
        - { name: DEPTH, type: int, min: 1, max: 64 }
      """;

  /** The mutable file. */
  public static final String TRAIN =
      """
      class Train {
        static final double MATRIX_LR = 0.04;
        static final int DEPTH = 4;
      }
      """;

  /** The knobs of {@link #TRAIN}. */
  public static final Map<String, String> KNOBS = Map.of("MATRIX_LR", "0.04", "DEPTH", "4");

  private TestCampaign() {}

  /** Writes and commits the campaign. */
  public static Path commit(Path folder) throws IOException, GitAPIException {
    return commit(
        folder,
        Map.of("autoresearch.yaml", FILE, "Train.java", TRAIN, "program.md", "# Program\n"));
  }

  /** Commits exactly these files, text by path, on top of what was committed before. */
  static Path commit(Path folder, Map<String, String> files) throws IOException, GitAPIException {
    Files.createDirectories(folder);
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
        git.add().addFilepattern(file.getKey()).call();
      }
      git.commit()
          .setMessage("the campaign")
          .setAuthor("operator", "operator@example.org")
          .setCommitter("operator", "operator@example.org")
          .setSign(false)
          .call();
    }
    return folder;
  }
}
