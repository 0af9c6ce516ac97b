package dev.swarm.agent.run;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines at line feeds and at the carriage returns of progress bars. Empty lines are
 * dropped, bytes that are no UTF-8 become replacement characters, and of a line longer than {@value
 * #LONGEST} bytes only the beginning is kept: a file of zeros costs no memory.
 *
 * <p>One thread at a time.
 */
final class LineSplitter {
  static final int LONGEST = 8192;

  private final Consumer<String> lines;
  private final byte[] line = new byte[LONGEST];
  private int length;

  LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  void accept(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        end();
      } else if (length < LONGEST) {
        line[length++] = b;
      }
    }
  }

  /** Hands out a last line that has no end. */
  void end() {
    if (length > 0) {
      String text = new String(line, 0, length, StandardCharsets.UTF_8);
      length = 0;
      lines.accept(text);
    }
  }
}
