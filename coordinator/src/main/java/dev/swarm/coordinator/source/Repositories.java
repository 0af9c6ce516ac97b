package dev.swarm.coordinator.source;

import dev.swarm.shared.campaign.InvalidCampaignException;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds the git repository that a folder lies in. */
public final class Repositories {
  private Repositories() {}

  /**
   * The repository whose work tree holds the folder, or that the folder is.
   *
   * @throws InvalidCampaignException when there is none
   */
  public static Repository around(Path folder) throws IOException {
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(folder.toFile());
    if (builder.getGitDir() == null) {
      throw new InvalidCampaignException(
          "%s is not a campaign: it is no git repository; make one with: swarm init DIR"
              .formatted(folder));
    }
    return builder.build();
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
