package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The part of Linux's {@code /proc/PID/stat} the runner needs.
 *
 * <p>Immutable.
 *
 * @param zombie it has ended and only waits for its parent to ask: as good as gone
 * @param startTicks when it started, in the kernel's ticks since boot: with the boot's id this
 *     names a process for good, whatever happens to the wall clock or to its pid
 */
record ProcStat(long pid, boolean zombie, long parent, long group, long session, long startTicks) {

  /** Empty when there is no such process (or no /proc). */
  static Optional<ProcStat> read(long pid) {
    return read(Path.of("/proc", Long.toString(pid)));
  }

  static Optional<ProcStat> read(Path process) {
    try {
      return Optional.of(
          parse(
              new String(
                  Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1)));
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
  }

  /** The name in the second field may hold blanks and brackets, so fields count from behind it. */
  static ProcStat parse(String line) {
    long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
    String[] rest = line.substring(line.lastIndexOf(')') + 2).split(" ");
    boolean zombie = rest[0].equals("Z") || rest[0].equals("X");
    return new ProcStat(
        pid,
        zombie,
        Long.parseLong(rest[1]),
        Long.parseLong(rest[2]),
        Long.parseLong(rest[3]),
        Long.parseLong(rest[19]));
  }
}
