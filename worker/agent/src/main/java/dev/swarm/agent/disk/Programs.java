package dev.swarm.agent.disk;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
public final class Programs {
  private Programs() {}

  /**
   * The first program of a name; absent when there is none.
   *
   * @param path as in the environment variable PATH
   */
  public static Optional<String> find(String path, String name) {
    for (String folder : path.split(File.pathSeparator)) {
      Path program = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        return Optional.of(program.toString());
      }
    }
    return Optional.empty();
  }
}
