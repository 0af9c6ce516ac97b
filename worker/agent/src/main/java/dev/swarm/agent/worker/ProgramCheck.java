package dev.swarm.agent.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sees to it that the programs that print the score (the trainer's jars and the scripts that start
 * them) are the ones that were there when the worker started. They are hashed; one whose size,
 * place on the disk and times have stayed, the change of its inode among them, is not hashed again.
 *
 * <p>Belongs to one thread. What a run changes and puts back while it runs is not seen here; where
 * there is a sandbox it cannot.
 */
final class ProgramCheck {
  private final List<Path> folders;
  private final String path;
  private final Map<Path, Known> known = new HashMap<>();
  private final Map<Path, String> first;

  /** What was hashed, and what it looked like then. */
  private record Known(String look, String hash) {}

  /**
   * @param path as in the environment variable PATH
   */
  ProgramCheck(List<Path> folders, String path) throws IOException {
    this.folders = folders;
    this.path = path;
    this.first = hashes();
  }

  /** The files that are not what they were, by path, in order. */
  List<String> changed() throws IOException {
    Map<Path, String> now = hashes();
    Map<Path, String> all = new TreeMap<>(first);
    all.putAll(now);
    return all.keySet().stream()
        .filter(file -> !first.getOrDefault(file, "").equals(now.getOrDefault(file, "")))
        .map(Path::toString)
        .toList();
  }

  private Map<Path, String> hashes() throws IOException {
    Map<Path, String> looks = new TreeMap<>();
    for (Path folder : folders) {
      for (Path file : files(folder)) {
        looks.put(file, look(file));
      }
    }
    List<Path> unknown =
        looks.keySet().stream()
            .filter(file -> !Files.isSymbolicLink(file))
            .filter(
                file -> !known.containsKey(file) || !known.get(file).look().equals(looks.get(file)))
            .toList();
    FileHashes.of(unknown, path)
        .forEach((file, hash) -> known.put(file, new Known(looks.get(file), hash)));
    Map<Path, String> hashes = new TreeMap<>();
    for (Path file : looks.keySet()) {
      hashes.put(
          file,
          Files.isSymbolicLink(file)
              ? "link to " + Files.readSymbolicLink(file)
              : known.get(file).hash());
    }
    return hashes;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return new ArrayList<>(
          all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList());
    }
  }

  /** With the time of the inode's last change, which nobody can set back but who sets the clock. */
  private static String look(Path file) throws IOException {
    String names =
        Files.getFileStore(file).supportsFileAttributeView("unix")
            ? "unix:ino,dev,size,mode,lastModifiedTime,ctime"
            : "size,lastModifiedTime,fileKey";
    return new TreeMap<>(Files.readAttributes(file, names, LinkOption.NOFOLLOW_LINKS)).toString();
  }
}
