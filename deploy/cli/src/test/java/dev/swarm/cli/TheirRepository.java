package dev.swarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.revwalk.RevCommit;

/** A git repository of other people, with a branch {@code main}, who know nothing of a swarm. */
final class TheirRepository implements AutoCloseable {
  private static final Path REPOSITORIES = Path.of("src/test/resources/repositories");

  private static final String HOLLOW =
      """
      name: hollow
      metric: val_loss
      mutable_files: [settings.sh]
      immutable_files: [train.sh]
      run_command: sh train.sh
      budget: 30s
      keep: {policy: strict}
      knobs:
        - {name: RATE, type: int, min: 1, max: 1000}
      """;

  private final Path folder;
  private final Git git;

  private TheirRepository(Path folder, Git git) {
    this.folder = folder;
    this.git = git;
  }

  /** An empty one. */
  static TheirRepository in(Path folder) throws IOException, GitAPIException {
    Files.createDirectories(folder);
    return new TheirRepository(
        folder, Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call());
  }

  /** The lab's files, committed. */
  static TheirRepository lab(Path folder) throws IOException, GitAPIException {
    TheirRepository lab = in(folder);
    lab.copy("lab", "");
    lab.write(".gitignore", "cache/\n__pycache__/\n");
    lab.commit("their work");
    return lab;
  }

  /**
   * A campaign with one knob, RATE, which is 900, and this script in place of a trainer; committed.
   */
  static TheirRepository hollow(Path folder, String train) throws IOException, GitAPIException {
    TheirRepository hollow = in(folder);
    hollow.write("autoresearch.yaml", HOLLOW);
    hollow.write("settings.sh", "RATE=900\n");
    hollow.write("train.sh", train);
    hollow.commit("their work");
    return hollow;
  }

  Path path() {
    return folder;
  }

  Git git() {
    return git;
  }

  /**
   * Puts the files of one of the repositories among the tests' resources into a folder of this one.
   *
   * @param into from the root, which is the empty path
   */
  Path copy(String name, String into) throws IOException {
    Path target = Files.createDirectories(folder.resolve(into));
    try (Stream<Path> files = Files.list(REPOSITORIES.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** Commits everything. */
  RevCommit commit(String message) throws GitAPIException {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage(message)
        .setAuthor("them", "them@example.org")
        .setCommitter("them", "them@example.org")
        .setSign(false)
        .call();
  }

  @Override
  public void close() {
    git.close();
  }
}
