package dev.swarm.coordinator.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** An operator's repository, with a little history, as a campaign is started from. */
final class CampaignRepository implements AutoCloseable {
  final Git git;
  final Path folder;

  CampaignRepository(Path folder) throws Exception {
    this.folder = folder;
    this.git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
  }

  ObjectId commit(String path, String content) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    git.add().addFilepattern(path).call();
    RevCommit commit =
        git.commit()
            .setMessage("change " + path)
            .setAuthor("operator", "operator@example.org")
            .setCommitter("operator", "operator@example.org")
            .setSign(false)
            .call();
    return commit.getId();
  }

  @Override
  public void close() {
    git.close();
  }
}
