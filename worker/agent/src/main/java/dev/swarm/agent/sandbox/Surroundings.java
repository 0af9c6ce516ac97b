package dev.swarm.agent.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run may see and reach beside its own folders.
 *
 * <p>Immutable. All paths are absolute.
 *
 * @param workTree the experiment's files, writable
 * @param home of whoever started the worker; a run finds its own there
 * @param fixed files of the work tree that may not be written
 * @param readable further files and folders
 * @param writable further folders that may be written
 * @param network whether the network is there
 */
public record Surroundings(
    Path workTree,
    Path home,
    List<Path> fixed,
    List<Path> readable,
    List<Path> writable,
    boolean network) {

  /** Where a home can't be put over the root, which is what some containers call home. */
  private static final Path ELSEWHERE = Path.of("/home/experiment");

  public Surroundings {
    home = home.getNameCount() == 0 ? ELSEWHERE : home;
    fixed = List.copyOf(fixed);
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /** The work tree and the system's programs, and nothing else. */
  public static Surroundings bare(Path workTree, Path home) {
    return new Surroundings(workTree, home, List.of(), List.of(), List.of(), false);
  }

  /**
   * The view of one run.
   *
   * @param own the folder that holds its HOME and TMPDIR
   * @param directory where its command starts
   * @param memory bytes it may take; absent for the host's own bound
   */
  public View view(Path own, Path directory, OptionalLong memory) {
    return new View(
        workTree,
        directory,
        fixed,
        readable,
        writable,
        home,
        own.resolve("home"),
        own.resolve("tmp"),
        memory,
        network);
  }
}
