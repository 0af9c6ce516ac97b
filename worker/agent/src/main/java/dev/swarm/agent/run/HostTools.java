package dev.swarm.agent.run;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the host that the runner stands on: a shell, and either setsid and flock (Linux)
 * or perl (macOS has neither, but has perl).
 *
 * <p>Immutable. Looked for once, when the worker starts.
 */
public record HostTools(
    String shell,
    Optional<String> setsid,
    Optional<String> flock,
    Optional<String> perl,
    Optional<String> taskset) {

  private static final String SETSID =
      "setsid() or die qq(setsid: $!\\n); exec { $ARGV[0] } @ARGV or die qq(exec: $!\\n)";

  public HostTools {
    if (perl.isEmpty() && (setsid.isEmpty() || flock.isEmpty())) {
      throw new IllegalStateException(
          "a run needs setsid and flock (package util-linux), or perl; install either");
    }
  }

  /**
   * @param path as in the environment variable PATH
   */
  public static HostTools find(String path) {
    return new HostTools(
        find(path, "sh").orElse("/bin/sh"),
        find(path, "setsid"),
        find(path, "flock"),
        find(path, "perl"),
        find(path, "taskset"));
  }

  /** The command that starts {@code command} as the leader of a session of its own, pid kept. */
  List<String> inOwnSession(List<String> command) {
    List<String> started = new ArrayList<>();
    if (setsid.isPresent()) {
      started.add(setsid.get());
    } else {
      started.addAll(List.of(perl.orElseThrow(), "-MPOSIX=setsid", "-e", SETSID));
    }
    started.addAll(command);
    return started;
  }

  /** How the wrapper locks: its word and its program. */
  List<String> locker() {
    return flock
        .map(program -> List.of("flock", program))
        .orElseGet(() -> List.of("perl", perl.orElseThrow()));
  }

  private static Optional<String> find(String path, String name) {
    for (String folder : path.split(File.pathSeparator)) {
      Path program = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        return Optional.of(program.toString());
      }
    }
    return Optional.empty();
  }
}
