package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many processes the kernel has killed for memory since boot. A run that died of SIGKILL while
 * this grew was too big for the host: that is the experiment's doing, where any other SIGKILL is
 * the host's.
 *
 * <p>Pure but for the file it reads.
 */
final class OomKills {
  private static final Path COUNTERS = Path.of("/proc/vmstat");
  private static final String KEY = "oom_kill ";

  private OomKills() {}

  /** Empty where the kernel does not tell. */
  static OptionalLong now() {
    try {
      return parse(Files.readAllLines(COUNTERS));
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong parse(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(KEY)) {
        return OptionalLong.of(Long.parseLong(line.substring(KEY.length()).strip()));
      }
    }
    return OptionalLong.empty();
  }
}
