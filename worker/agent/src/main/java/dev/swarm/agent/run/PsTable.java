package dev.swarm.agent.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The process table as {@code ps} prints it, for hosts without {@code /proc}. It shows no sessions,
 * and macOS hides the environment of the programs it ships itself, so there a detached child of
 * such a program is found only by its parent.
 */
final class PsTable implements ProcessTable {
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)\\s+(.*)");

  private final List<String> command;

  PsTable(String ps, boolean mac) {
    command = List.of(ps, mac ? "-axEww" : "axeww", "-o", "pid=,ppid=,pgid=,stat=,command=");
  }

  @Override
  public List<Row> rows(String nonce) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    List<Row> rows = new ArrayList<>();
    try {
      Process ps = builder.start();
      ps.getOutputStream().close();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(ps.getInputStream(), StandardCharsets.ISO_8859_1))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          parse(line, nonce).ifPresent(rows::add);
        }
      }
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot list the processes with " + command, unreadable);
    }
    return rows;
  }

  /** Memory that is shared is counted for each that shares it. */
  @Override
  public Usage usage(Collection<Long> pids) {
    if (pids.isEmpty()) {
      return new Usage(0, 0);
    }
    String list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
    try {
      Process ps =
          new ProcessBuilder(command.get(0), "-o", "rss=", "-p", list)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      ps.getOutputStream().close();
      String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      long kilobytes =
          answer
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .mapToLong(Long::parseLong)
              .sum();
      return new Usage(kilobytes << 10, pids.size());
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot ask " + command.get(0), unreadable);
    }
  }

  static Optional<Row> parse(String line, String nonce) {
    Matcher row = LINE.matcher(line);
    if (!row.matches() || row.group(4).startsWith("Z")) {
      return Optional.empty();
    }
    boolean marked = (row.group(5) + ' ').contains(' ' + MARK + '=' + nonce + ' ');
    return Optional.of(
        new Row(
            Long.parseLong(row.group(1)),
            Long.parseLong(row.group(2)),
            Long.parseLong(row.group(3)),
            0,
            marked));
  }
}
