package dev.swarm.coordinator.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;

/** A git repository of somebody else. */
public final class TestRepository implements AutoCloseable {
  private final Path folder;
  private final Git git;

  public TestRepository(Path folder) throws IOException, GitAPIException {
    this.folder = Files.createDirectories(folder);
    this.git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
  }

  public Path folder() {
    return folder;
  }

  public Git git() {
    return git;
  }

  /** Writes a file and stages it. */
  public TestRepository add(String path, String text) throws IOException, GitAPIException {
    write(path, text);
    git.add().addFilepattern(path).call();
    return this;
  }

  /** Writes a file and does not stage it. */
  public TestRepository write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** Commits what is staged. */
  public ObjectId commit() throws GitAPIException {
    return git.commit()
        .setMessage("work")
        .setAuthor("operator", "operator@example.org")
        .setCommitter("operator", "operator@example.org")
        .setSign(false)
        .call();
  }

  @Override
  public void close() {
    git.close();
  }
}
