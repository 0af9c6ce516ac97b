package dev.swarm.agent.workspace;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;

/**
 * Makes the clone on first use and opens it afterwards. A clone is made beside its place and moved
 * there when it is complete, so a worker killed meanwhile begins again. One thread at a time; locks
 * that a killed worker left behind are removed, since only one process owns a worker's folder.
 */
final class CloneFolder {
  static final String BASE = "refs/heads/main";
  private static final String HUB_BRANCHES = "refs/remotes/hub/";

  private final Path place;
  private final Remote remote;
  private final String branch;

  CloneFolder(Path place, Remote remote, String branch) {
    this.place = place;
    this.remote = remote;
    this.branch = branch;
  }

  FileRepository open() throws IOException {
    Path unfinished = place.resolveSibling(place.getFileName() + ".new");
    FileDeletion.delete(unfinished);
    if (!Files.exists(place)) {
      make(unfinished);
      Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    }
    removeLocks();
    FileRepository repository = build(place);
    boolean ready = false;
    try {
      configure(repository, place);
      if (repository.exactRef(Constants.R_HEADS + branch) == null) {
        // The machine has got another branch since the clone was made.
        fetchStart(repository);
        startBranch(repository);
      }
      ready = true;
      return repository;
    } finally {
      if (!ready) {
        repository.close();
      }
    }
  }

  private void make(Path unfinished) throws IOException {
    Files.createDirectories(unfinished);
    try (FileRepository repository = build(unfinished)) {
      repository.create(true);
      configure(repository, unfinished);
      fetchStart(repository);
      startBranch(repository);
    }
  }

  /** The branch starts where the hub has it, or else at the base. */
  private void startBranch(FileRepository repository) throws IOException {
    LocalRefs refs = new LocalRefs(repository);
    Optional<ObjectId> inHub = refs.resolve(inHub(branch));
    Optional<ObjectId> start = inHub.isPresent() ? inHub : refs.resolve(BASE);
    refs.create(
        Constants.R_HEADS + branch,
        start.orElseThrow(() -> new IOException("the hub's main branch did not arrive")));
    repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + branch);
  }

  private void fetchStart(FileRepository repository) throws IOException {
    String ref = Constants.R_HEADS + branch;
    requireOk(
        new HubLink(repository, remote)
            .fetch(new RefSpec(BASE + ":" + BASE), new RefSpec(ref + ":" + inHub(branch))));
  }

  private void requireOk(HubAnswer answer) {
    if (answer instanceof HubAnswer.Refused refused) {
      throw new WorkspaceException(
          WorkspaceException.Kind.HUB_REFUSED,
          "The hub refused to be cloned: %s.".formatted(refused.reason()));
    }
    if (answer instanceof HubAnswer.Unreachable unreachable) {
      throw new WorkspaceException(
          WorkspaceException.Kind.HUB_UNREACHABLE,
          "The hub at %s cannot be reached for the first clone: %s."
              .formatted(remote.address(), unreachable.cause().getMessage()),
          unreachable.cause());
    }
  }

  static String inHub(String branch) {
    return HUB_BRANCHES + branch;
  }

  private static FileRepository build(Path folder) throws IOException {
    return (FileRepository)
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
  }

  private static void configure(FileRepository repository, Path folder) throws IOException {
    StoredConfig config = repository.getConfig();
    // A commit that a ref names must survive a power cut, or the next one stands on nothing.
    config.setBoolean("core", null, "fsyncObjectFiles", true);
    config.setBoolean("core", null, "fsyncRefFiles", true);
    // A pre-push hook set up for all of the user's repositories must not run here.
    config.setString("core", null, "hooksPath", folder.resolve("no-hooks").toString());
    // A redirect could carry the token to another server.
    config.setString("http", null, "followRedirects", "false");
    config.setInt("gc", null, "auto", 0);
    config.setBoolean("gc", null, "autoDetach", false);
    config.save();
  }

  private void removeLocks() throws IOException {
    for (Path top : List.of(place, place.resolve("objects"), place.resolve("objects/pack"))) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(top, "{*.lock,*.tmp,gc.pid,incoming_*}")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException none) {
        // Nothing was ever written there.
      }
    }
    try (Stream<Path> refs = Files.walk(place.resolve("refs"))) {
      for (Path lock : refs.filter(path -> path.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(lock);
      }
    }
  }
}
