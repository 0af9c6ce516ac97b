package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The last lines of run.log, for whoever must find out why a run crashed. As on a terminal only the
 * last state of a progress bar remains; control characters are replaced, and the whole is bounded.
 *
 * <p>Immutable.
 */
public record LogTail(List<String> lines) {
  static final int MOST_LINES = 50;
  static final int MOST_BYTES = 16 << 10;
  static final int LONGEST_LINE = 1000;

  public LogTail {
    lines = List.copyOf(lines);
  }

  public static LogTail read(Path log) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      long start = Math.max(0, channel.size() - MOST_BYTES);
      channel.position(start);
      ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until it is full or the file ends.
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      return of(start > 0 ? text.substring(text.indexOf('\n') + 1) : text);
    } catch (NoSuchFileException noLog) {
      return new LogTail(List.of());
    }
  }

  static LogTail of(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      lines.add(clean(lastState(line)));
    }
    return new LogTail(lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  public String text() {
    return lines.stream().map(line -> line + '\n').collect(Collectors.joining());
  }

  private static String lastState(String line) {
    String state = line;
    while (state.endsWith("\r")) {
      state = state.substring(0, state.length() - 1);
    }
    return state.substring(state.lastIndexOf('\r') + 1);
  }

  private static String clean(String line) {
    StringBuilder text = new StringBuilder(Math.min(line.length(), LONGEST_LINE));
    for (int i = 0; i < line.length() && text.length() < LONGEST_LINE; i++) {
      char c = line.charAt(i);
      text.append(c != '\t' && Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return text.append(line.length() > LONGEST_LINE ? " ..." : "").toString();
  }
}
