package dev.swarm.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * How long this process has lived, the launcher script's part among it. On Linux from /proc, in
 * hundredths of a second, because the start that the JDK reports there is only good to a second.
 */
final class ProcessStart {
  /** Clock ticks per second in /proc: fixed by the kernel's interface to programs. */
  private static final double TICKS_PER_SECOND = 100;

  /** Index of {@code starttime} (field 22 of proc(5)) among the fields after the program's name. */
  private static final int START_TIME = 19;

  private ProcessStart() {}

  /** Seconds since the process started. */
  static double age() {
    try {
      return linuxAge(
          Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
    } catch (IOException | RuntimeException e) {
      return ProcessHandle.current()
          .info()
          .startInstant()
          .map(start -> Duration.between(start, Instant.now()).toMillis() / 1e3)
          .orElse(0.0);
    }
  }

  /** The age by proc(5): uptime less the start, which is given in ticks since the boot. */
  static double linuxAge(String stat, String uptime) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
    double now = Double.parseDouble(uptime.split(" ")[0]);
    return now - Long.parseLong(fields[START_TIME]) / TICKS_PER_SECOND;
  }
}
