package dev.swarm.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Documents as tokens, on disk: read by place, so that memory does not grow with the file. Little
 * endian: a header of {@link #HEADER} bytes (the mark, the vocabulary's fingerprint, the number of
 * documents, the number of tokens), two bytes for each token, document after document without BOS,
 * and for each document eight bytes that say where its tokens end, counted in tokens.
 *
 * <p>Safe for any thread. Never changed after it was written.
 */
final class TokenFile implements Closeable {
  static final long MARK = 0x31_4e_4b_54_4d_52_57_53L; // SWRMTKN1
  static final int HEADER = 40;

  private final Path file;
  private final FileChannel channel;
  private final String fingerprint;
  private final long documents;
  private final long tokens;

  private TokenFile(Path file, FileChannel channel, ByteBuffer header) {
    this.file = file;
    this.channel = channel;
    this.fingerprint = fingerprint(header);
    this.documents = header.getLong(24);
    this.tokens = header.getLong(32);
  }

  /**
   * Opens a file.
   *
   * @throws UnusableData where it is missing, cut short or something else
   */
  static TokenFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      ByteBuffer header = read(channel, 0, HEADER);
      if (header.remaining() < HEADER || header.getLong(0) != MARK) {
        channel.close();
        throw broken(file);
      }
      TokenFile opened = new TokenFile(file, channel, header);
      long wanted = HEADER + 2 * opened.tokens + 8 * opened.documents;
      if (channel.size() != wanted) {
        opened.close();
        throw broken(file);
      }
      return opened;
    } catch (NoSuchFileException e) {
      throw new UnusableData("The tokens " + file + " are missing; run swarm prepare again.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return file;
  }

  /** Of the vocabulary that the tokens are of. */
  String fingerprint() {
    return fingerprint;
  }

  long documents() {
    return documents;
  }

  /** All tokens, BOS not among them. */
  long tokens() {
    return tokens;
  }

  /**
   * Where documents begin and end, in tokens: document {@code first + i} has the tokens from {@code
   * bounds[i]} to {@code bounds[i + 1]}.
   */
  long[] bounds(long first, int count) {
    long[] bounds = new long[count + 1];
    long index = HEADER + 2 * tokens;
    boolean hasOneBefore = first > 0;
    ByteBuffer ends =
        hasOneBefore
            ? read(index + 8 * (first - 1), 8 * (count + 1))
            : read(index + 8 * first, 8 * count);
    for (int i = hasOneBefore ? 0 : 1; i <= count; i++) {
      bounds[i] = ends.getLong();
    }
    return bounds;
  }

  /** The tokens from {@code begin}, copied to {@code target} from {@code offset} on. */
  void copy(long begin, int[] target, int offset, int length) {
    ByteBuffer bytes = read(HEADER + 2 * begin, 2 * length);
    for (int i = 0; i < length; i++) {
      target[offset + i] = Short.toUnsignedInt(bytes.getShort());
    }
  }

  private ByteBuffer read(long position, int length) {
    try {
      ByteBuffer bytes = read(channel, position, length);
      if (bytes.remaining() < length) {
        throw broken(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.flip();
  }

  private static String fingerprint(ByteBuffer header) {
    byte[] text = new byte[16];
    header.get(8, text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static UnusableData broken(Path file) {
    return new UnusableData(
        file + " was cut short or is no file of tokens; delete it and run swarm prepare again.");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
