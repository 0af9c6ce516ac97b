package dev.swarm.agent.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sees to it that the programs that print the score (the trainer's jars and the scripts that start
 * them) are the ones that were there when the worker started. They are hashed; one whose size,
 * place on the disk and times have stayed, the change of its inode among them, is not hashed again,
 * unless it had changed so shortly before that another change may bear the same time.
 *
 * <p>Belongs to one thread. What a run changes and puts back while it runs is not seen here; where
 * there is a sandbox it cannot.
 */
final class ProgramCheck {
  /** Kernels and servers stamp files by clocks that tick slowly; this is longer than any tick. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final List<Path> folders;
  private final String path;
  private final Clock clock;
  private final Map<Path, Known> known = new HashMap<>();
  private final Map<Path, String> first;

  /** What was hashed, and what it looked like then. */
  private record Known(Look look, String hash) {}

  /**
   * What a file looks like from outside.
   *
   * @param isSettled whether whatever changes it from now on gives it another time
   */
  private record Look(String attributes, boolean isSettled) {
    boolean is(Look before) {
      return before.isSettled && attributes.equals(before.attributes);
    }
  }

  /**
   * @param path as in the environment variable PATH
   * @param clock that files are stamped by
   */
  ProgramCheck(List<Path> folders, String path, Clock clock) throws IOException {
    this.folders = folders;
    this.path = path;
    this.clock = clock;
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
    Map<Path, Look> looks = new TreeMap<>();
    for (Path folder : folders) {
      for (Path file : files(folder)) {
        looks.put(file, look(file));
      }
    }
    List<Path> unknown =
        looks.keySet().stream()
            .filter(file -> !Files.isSymbolicLink(file))
            .filter(file -> !known.containsKey(file) || !looks.get(file).is(known.get(file).look()))
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
  private Look look(Path file) throws IOException {
    boolean isUnix = Files.getFileStore(file).supportsFileAttributeView("unix");
    String names =
        isUnix ? "unix:ino,dev,size,mode,lastModifiedTime,ctime" : "size,lastModifiedTime,fileKey";
    Instant asked = clock.instant();
    Map<String, Object> found = Files.readAttributes(file, names, LinkOption.NOFOLLOW_LINKS);
    FileTime changed = (FileTime) found.get(isUnix ? "ctime" : "lastModifiedTime");
    return new Look(
        new TreeMap<>(found).toString(), changed.toInstant().isBefore(asked.minus(TICK)));
  }
}
