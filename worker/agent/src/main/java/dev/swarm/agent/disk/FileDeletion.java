package dev.swarm.agent.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Deletes what a run left, whatever it is. Links are removed, never followed, and folders that were
 * made unreadable are opened first.
 */
public final class FileDeletion {
  /** Whether files here have permissions that say who may do what. */
  public static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final Set<PosixFilePermission> OWNER_ALL =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private FileDeletion() {}

  /** Removes a file, a link or a folder with all in it; nothing there is fine. */
  public static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      makeUsable(path);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** Gives the owner back a folder that a run has closed. */
  public static void makeUsable(Path folder) throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> present =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    if (!present.containsAll(OWNER_ALL)) {
      Set<PosixFilePermission> opened = EnumSet.copyOf(OWNER_ALL);
      opened.addAll(present);
      Files.setPosixFilePermissions(folder, opened);
    }
  }
}
