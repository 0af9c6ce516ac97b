package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Syncs the folders in which a push has made names. The files themselves are synced by JGit, but a
 * new or renamed file survives a power cut only when its folder is synced too.
 */
final class DurableFolders {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private DurableFolders() {}

  static void sync(Path hub, String ref) throws IOException {
    if (!POSIX) {
      // Elsewhere a folder cannot be opened, and the file system keeps its names in a journal.
      return;
    }
    syncFolder(hub.resolve("objects/pack"));
    Path refs = hub.resolve("refs");
    for (Path folder = hub.resolve(ref).getParent();
        folder.startsWith(refs);
        folder = folder.getParent()) {
      syncFolder(folder);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
