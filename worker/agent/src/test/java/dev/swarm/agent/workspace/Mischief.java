package dev.swarm.agent.workspace;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What a run might do to its work tree, none of it ignored by the campaign's rules. */
final class Mischief {
  private static final List<String> NAMES =
      List.of("new.py", "lib", "run.log", ".git", "prepare.py", "empty", "Train.PY", "dir");

  private Mischief() {}

  static void commit(Random random, Path tree, Path outside) throws IOException {
    int deeds = random.nextInt(12);
    for (int deed = 0; deed < deeds; deed++) {
      Path victim = pick(random, tree);
      switch (random.nextInt(8)) {
        case 0 -> overwrite(random, victim);
        case 1 -> FileDeletion.delete(victim);
        case 2 -> replaceByFolder(random, victim);
        case 3 -> replaceByLink(random, victim, outside);
        case 4 -> changeMode(random, victim);
        case 5 -> replaceByFile(random, victim);
        case 6 -> rename(random, victim);
        default -> addFolder(newName(random, victim.getParent()));
      }
      Files.createDirectories(tree);
    }
  }

  private static Path pick(Random random, Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      List<Path> paths = all.filter(path -> !path.equals(tree)).sorted().toList();
      return paths.isEmpty() || random.nextInt(3) == 0
          ? newName(random, tree)
          : paths.get(random.nextInt(paths.size()));
    }
  }

  private static void overwrite(Random random, Path victim) throws IOException {
    if (Files.isRegularFile(victim, LinkOption.NOFOLLOW_LINKS)) {
      Files.write(victim, bytes(random));
    }
  }

  private static void replaceByFile(Random random, Path victim) throws IOException {
    FileDeletion.delete(victim);
    Files.write(victim, bytes(random));
  }

  private static void replaceByFolder(Random random, Path victim) throws IOException {
    FileDeletion.delete(victim);
    Files.createDirectories(victim);
    Files.write(newName(random, victim), bytes(random));
  }

  private static void replaceByLink(Random random, Path victim, Path outside) throws IOException {
    FileDeletion.delete(victim);
    Files.createSymbolicLink(victim, random.nextBoolean() ? outside : outside.resolve("precious"));
  }

  private static void changeMode(Random random, Path victim) throws IOException {
    if (Files.exists(victim, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(victim)) {
      String permissions = random.nextBoolean() ? "rwx------" : "rw-------";
      boolean isFolder = Files.isDirectory(victim, LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(
          victim, PosixFilePermissions.fromString(isFolder ? "rwx------" : permissions));
    }
  }

  private static void rename(Random random, Path victim) throws IOException {
    Path other = newName(random, victim.getParent());
    if (Files.exists(victim, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(victim, other);
    }
  }

  private static void addFolder(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder);
    }
  }

  private static Path newName(Random random, Path folder) throws IOException {
    Path name = folder.resolve(NAMES.get(random.nextInt(NAMES.size())) + random.nextInt(3));
    return random.nextBoolean() ? name : folder.resolve(NAMES.get(random.nextInt(NAMES.size())));
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }
}
