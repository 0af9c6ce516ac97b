package dev.swarm.trainer.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a file in UTF-8, each with its line end, and the place in the file. What is no text
 * is refused, for a score in bits per byte needs the very bytes. Not safe for two threads.
 */
final class Lines implements Closeable {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final int longest;
  private final BufferedInputStream in;
  private long number;
  private long read;

  /**
   * @param name for sentences
   * @param longest bytes after which a line is cut, at the end of a character
   */
  Lines(String name, InputStream in, int longest) {
    this.name = name;
    this.in = new BufferedInputStream(in, 1 << 16);
    this.longest = longest;
  }

  /** The next line, or null after the last. */
  String next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int each = in.read();
    while (each >= 0) {
      bytes.write(each);
      if (each == '\n') {
        break;
      }
      if (bytes.size() >= longest && nextBeginsACharacter()) {
        break;
      }
      each = in.read();
    }
    if (bytes.size() == 0) {
      return null;
    }
    number++;
    String line = text(bytes.toByteArray());
    read += bytes.size();
    return number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
  }

  /** Number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** Bytes read so far. */
  long read() {
    return read;
  }

  private boolean nextBeginsACharacter() throws IOException {
    in.mark(1);
    int next = in.read();
    in.reset();
    return (next & 0xC0) != 0x80;
  }

  private String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // Refused below, with the place.
    }
    throw new UnusableData(
        String.format(
            "%s is not a text in UTF-8 (line %d, between bytes %d and %d); convert it first, for"
                + " example with iconv -t utf-8.",
            name, number, read, read + bytes.length));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
