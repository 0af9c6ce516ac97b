package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * Makes the hub's bare repository on disk, or opens the one that is there. A new repository is made
 * beside its place and moved there whole, so a crash leaves either none or a complete one. Locks
 * that a killed coordinator left behind are removed, which is safe because the caller holds {@link
 * HubLock}.
 */
final class HubFolder {
  private HubFolder() {}

  static FileRepository open(Path folder) throws IOException {
    if (!FileKey.isGitRepository(folder.toFile(), FS.DETECTED)) {
      refuseForeignContent(folder);
      create(folder);
    }
    removeLeftovers(folder);
    FileRepository repository = build(folder);
    configure(repository);
    return repository;
  }

  private static void refuseForeignContent(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
      if (content.iterator().hasNext()) {
        throw new HubException(
            "%s holds something that is not a git hub; name an empty folder.".formatted(folder));
      }
    }
  }

  private static void create(Path folder) throws IOException {
    Path unfinished = folder.resolveSibling(folder.getFileName() + ".new");
    deleteTree(unfinished);
    Files.createDirectories(unfinished);
    try (FileRepository repository = build(unfinished)) {
      repository.create(true);
      // Otherwise a clone would look for another branch and check out nothing.
      repository.updateRef(Constants.HEAD).link(Hub.MAIN);
    }
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileRepository build(Path folder) throws IOException {
    return (FileRepository)
        new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
  }

  private static void configure(FileRepository repository) throws IOException {
    StoredConfig config = repository.getConfig();
    // A machine hears "taken" only when its push would survive a power cut.
    config.setBoolean("core", null, "fsyncObjectFiles", true);
    config.setBoolean("core", null, "fsyncRefFiles", true);
    // Collecting garbage during pushes makes some of them fail to lock; Hub.tidy does it alone.
    config.setInt("gc", null, "auto", 0);
    config.setBoolean("gc", null, "autoDetach", false);
    config.setBoolean("receive", null, "autogc", false);
    // Hub.tidy runs while no push does, so a pack it has replaced can go at once.
    config.setString("gc", null, "prunePackExpire", "now");
    config.setBoolean("receive", null, "fsckObjects", true);
    config.setBoolean("receive", null, "denyDeletes", true);
    config.setBoolean("receive", null, "denyNonFastForwards", true);
    // The ledger names commits by hash; whoever holds the token may fetch any of them.
    config.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
    config.save();
  }

  private static void removeLeftovers(Path folder) throws IOException {
    for (Path top : List.of(folder, folder.resolve("objects"), folder.resolve("objects/pack"))) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(top, "{*.lock,*.tmp,gc.pid,*.bundle,incoming_*}")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException none) {
        // Nothing was ever written there.
      }
    }
    try (Stream<Path> refs = Files.walk(folder.resolve("refs"))) {
      for (Path lock : refs.filter(path -> path.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(lock);
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
