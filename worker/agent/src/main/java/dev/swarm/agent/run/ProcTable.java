package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process table of Linux, read from {@code /proc} without starting anything. */
final class ProcTable implements ProcessTable {
  private static final Path PROC = Path.of("/proc");

  @Override
  public List<Row> rows(String nonce) {
    String mark = '\0' + MARK + '=' + nonce + '\0';
    List<Row> rows = new ArrayList<>();
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
                            environment(process).contains(mark))));
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      throw new IllegalStateException("cannot list " + PROC, unreadable);
    }
    return rows;
  }

  /** Empty for another user's process, which cannot be one of ours. */
  private static String environment(Path process) {
    try {
      byte[] bytes = Files.readAllBytes(process.resolve("environ"));
      return '\0' + new String(bytes, StandardCharsets.ISO_8859_1) + '\0';
    } catch (IOException notOurs) {
      return "";
    }
  }
}
