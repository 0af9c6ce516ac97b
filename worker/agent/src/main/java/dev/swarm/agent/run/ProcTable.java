package dev.swarm.agent.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process table of Linux, read from {@code /proc} without starting anything. */
final class ProcTable implements ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern NUMBER = Pattern.compile("(\\w+):\\s+(\\d{1,15})(?!\\S)");

  /** Kilobytes; pages of files are the host's to drop, so they are not counted. */
  private static final String ANONYMOUS = "RssAnon";

  private static final String SHARED = "RssShmem";
  private static final String THREADS = "Threads";
  private static final String MEMORY = "VmSize";

  /** The longest that one listing waits for processes that become others: nobody may hold it up. */
  private static final Duration BECOMING = Duration.ofMillis(200);

  @Override
  public List<Row> rows(String nonce) {
    String mark = '\0' + MARK + '=' + nonce + '\0';
    List<Row> rows = new ArrayList<>();
    long patienceEnds = System.nanoTime() + BECOMING.toNanos();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ProcStat.read(process)
            .filter(stat -> !stat.zombie())
            .ifPresent(
                stat ->
                    rows.add(
                        new Row(
                            stat.pid(),
                            stat.parent(),
                            stat.group(),
                            stat.session(),
                            environment(process, stat, patienceEnds).contains(mark))));
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      throw new IllegalStateException("cannot list " + PROC, unreadable);
    }
    return rows;
  }

  @Override
  public Usage usage(Collection<Long> pids) {
    long bytes = 0;
    int tasks = 0;
    for (long pid : pids) {
      Map<String, Long> status = numbers(pid, "status");
      bytes += (status.getOrDefault(ANONYMOUS, 0L) + status.getOrDefault(SHARED, 0L)) << 10;
      tasks += status.getOrDefault(THREADS, 1L).intValue();
    }
    return new Usage(bytes, tasks);
  }

  /**
   * The same with what is shared counted once. The kernel walks every page for it, so it is asked
   * only when it matters.
   */
  @Override
  public long exactBytes(Collection<Long> pids) {
    long bytes = 0;
    for (long pid : pids) {
      Map<String, Long> rollup = numbers(pid, "smaps_rollup");
      bytes += (rollup.getOrDefault("Pss_Anon", 0L) + rollup.getOrDefault("Pss_Shmem", 0L)) << 10;
    }
    return bytes;
  }

  /** The lines of a file in /proc/PID that begin with a name and a whole number. */
  private static Map<String, Long> numbers(long pid, String file) {
    Map<String, Long> found = new HashMap<>();
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/" + file), ISO_8859_1)) {
        Matcher number = NUMBER.matcher(line);
        if (number.lookingAt()) {
          found.put(number.group(1), Long.parseLong(number.group(2)));
        }
      }
    } catch (IOException gone) {
      return Map.of();
    }
    return found;
  }

  /**
   * Empty for another user's process, which cannot be one of ours. One that becomes another shows
   * none for a moment, 20 ms on a busy host; it is asked again until that is over.
   */
  private static String environment(Path process, ProcStat stat, long patienceEnds) {
    try {
      String shown = read(process, "environ");
      while (shown.isEmpty()
          && isBecomingAnother(process, stat)
          && System.nanoTime() < patienceEnds) {
        shown = read(process, "environ");
      }
      // It may have become another between the two looks; then it shows its environment by now.
      return '\0' + (shown.isEmpty() ? read(process, "environ") : shown) + '\0';
    } catch (IOException notOurs) {
      return "";
    }
  }

  /** It has memory of its own, as no kernel's thread has, and shows no command either. */
  private static boolean isBecomingAnother(Path process, ProcStat stat) throws IOException {
    return stat.group() != 0
        && read(process, "cmdline").isEmpty()
        && numbers(stat.pid(), "status").containsKey(MEMORY);
  }

  private static String read(Path process, String file) throws IOException {
    return new String(Files.readAllBytes(process.resolve(file)), ISO_8859_1);
  }
}
