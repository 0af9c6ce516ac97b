package dev.swarm.agent.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one run sees of the machine, and may change of it. Programs and libraries of the system are
 * always there, read-only.
 *
 * <p>Immutable. All paths are absolute.
 *
 * @param workTree the experiment's files, writable
 * @param directory where the command starts, in the work tree
 * @param fixed files of the work tree that may not even be written
 * @param readable further files and folders, read-only
 * @param writable further folders
 * @param home the path of HOME as the run sees it
 * @param ownHome the run's own folder that stands there
 * @param ownTemporary the run's own folder that stands at /tmp
 * @param memory bytes that files in shared memory may take; absent for the host's own bound
 * @param network whether the network is there
 */
public record View(
    Path workTree,
    Path directory,
    List<Path> fixed,
    List<Path> readable,
    List<Path> writable,
    Path home,
    Path ownHome,
    Path ownTemporary,
    OptionalLong memory,
    boolean network) {

  public View {
    fixed = List.copyOf(fixed);
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }
}
