package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;

/** What really lies in a folder, in the form of a {@link TestTree}; an empty folder counts too. */
final class DiskTree {
  private DiskTree() {}

  static SortedMap<String, String> of(Path root) throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            found.put(root.relativize(file).toString(), shown(file, attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            try (var children = Files.list(folder)) {
              if (!folder.equals(root) && children.findAny().isEmpty()) {
                found.put(root.relativize(folder) + "/", "empty folder");
              }
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static String shown(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return TestTree.shown(
          FileMode.SYMLINK, Files.readSymbolicLink(file).toString().getBytes(UTF_8));
    }
    if (!attributes.isRegularFile()) {
      return "something else";
    }
    boolean executable =
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
            .contains(PosixFilePermission.OWNER_EXECUTE);
    return TestTree.shown(
        executable ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE, Files.readAllBytes(file));
  }
}
