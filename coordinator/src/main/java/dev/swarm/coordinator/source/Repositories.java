package dev.swarm.coordinator.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds the git repository that a folder lies in. */
public final class Repositories {
  private Repositories() {}

  /** The repository whose work tree holds the folder, or that the folder is. */
  public static Optional<Repository> around(Path folder) throws IOException {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(folder.toAbsolutePath().toFile());
    return builder.getGitDir() == null ? Optional.empty() : Optional.of(builder.build());
  }

  /** Where a folder lies in a repository's work tree, with slashes; empty for its root. */
  public static String directory(Repository repository, Path folder) throws IOException {
    if (repository.isBare()) {
      return "";
    }
    Path root = repository.getWorkTree().toPath().toRealPath();
    return root.relativize(folder.toRealPath()).toString().replace('\\', '/');
  }
}
