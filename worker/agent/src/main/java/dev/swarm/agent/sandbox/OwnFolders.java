package dev.swarm.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The run's own HOME and TMPDIR, and the folders that the view writes to. */
final class OwnFolders {
  private OwnFolders() {}

  static void make(View view) throws IOException {
    Files.createDirectories(view.ownHome());
    Files.createDirectories(view.ownTemporary());
    for (Path folder : view.writable()) {
      Files.createDirectories(folder);
    }
  }

  static Map<String, String> seenAt(Path home, Path temporary) {
    return Map.of("HOME", home.toString(), "TMPDIR", temporary.toString());
  }

  /**
   * Where the view can't be put over the real home, the run's own HOME leads to those parts of the
   * real one that the view names, by links.
   */
  static void linkIntoHome(View view) throws IOException {
    for (Path path : view.readable()) {
      link(view, path);
    }
    for (Path path : view.writable()) {
      link(view, path);
    }
  }

  private static void link(View view, Path path) throws IOException {
    if (!path.startsWith(view.home()) || path.equals(view.home()) || !Files.exists(path)) {
      return;
    }
    Path link = view.ownHome().resolve(view.home().relativize(path));
    Files.createDirectories(link.getParent());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, path);
    }
  }
}
