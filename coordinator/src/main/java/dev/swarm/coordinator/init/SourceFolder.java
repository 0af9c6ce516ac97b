package dev.swarm.coordinator.init;

import dev.swarm.coordinator.source.Repositories;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.lib.Repository;

/**
 * The tracked files of a folder in a git repository, as they are on disk. Reads only; one thread.
 *
 * @param folder where the campaign is to be
 * @param files by path from the folder, in order
 */
record SourceFolder(Path folder, List<String> files) {
  /** What is longer is no source that a person wrote. */
  private static final long LONGEST_TEXT = 2L << 20;

  /**
   * @throws Complaint when it is in no git repository, or nothing in it is tracked
   */
  static SourceFolder of(Path folder) throws IOException {
    try (Repository repository = Repositories.around(folder).orElseThrow(() -> noGit(folder))) {
      if (repository.isBare()) {
        throw new Complaint("%s is a bare repository; clone it and start there.".formatted(folder));
      }
      String directory = Repositories.directory(repository, folder);
      String prefix = directory.isEmpty() ? "" : directory + "/";
      DirCache index = repository.readDirCache();
      List<String> files = new ArrayList<>();
      for (int i = 0; i < index.getEntryCount(); i++) {
        String path = index.getEntry(i).getPathString();
        if (path.startsWith(prefix)) {
          files.add(path.substring(prefix.length()));
        }
      }
      if (files.isEmpty()) {
        throw new Complaint(
            "%s holds no file that git tracks; add and commit the files of the campaign first."
                .formatted(folder));
      }
      return new SourceFolder(folder, List.copyOf(files));
    }
  }

  private static Complaint noGit(Path folder) {
    return new Complaint(
        "%s holds files but is in no git repository; run git init there and commit them, or name a new folder."
            .formatted(folder));
  }

  boolean has(String file) {
    return files.contains(file);
  }

  /** Those that lie in the folder itself. */
  List<String> top() {
    return files.stream().filter(file -> file.indexOf('/') < 0).toList();
  }

  /** A file's text; empty where it is not there, too long or binary. */
  Optional<String> text(String file) throws IOException {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) > LONGEST_TEXT) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    return text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
  }
}
