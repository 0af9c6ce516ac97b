package dev.swarm.trainer.data;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a {@link TokenFile}, which is there only when {@link #finish} has returned. Memory grows
 * by eight bytes for a document, for the index at the end.
 *
 * <p>Not safe for two threads. A crash leaves a {@code .tmp}, which the next writer overwrites.
 */
final class TokenFileWriter implements Closeable {
  private final Path file;
  private final Vocabulary vocabulary;
  private final FileChannel channel;
  private final DataOutputStream out;
  private final LongArray ends = new LongArray();
  private long tokens;

  TokenFileWriter(Path file, Vocabulary vocabulary) throws IOException {
    this.file = file;
    this.vocabulary = vocabulary;
    Files.createDirectories(file.toAbsolutePath().getParent());
    channel =
        FileChannel.open(
            WholeFile.beside(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    out.write(new byte[TokenFile.HEADER]);
  }

  /** Adds a document, given without BOS; an empty one is left out. */
  void add(int[] document) throws IOException {
    if (document.length == 0) {
      return;
    }
    for (int token : document) {
      out.writeShort(Short.reverseBytes((short) token));
    }
    tokens += document.length;
    ends.add(tokens);
  }

  long tokens() {
    return tokens;
  }

  /** Completes the file, syncs it and puts it in its place. */
  void finish() throws IOException {
    for (int i = 0; i < ends.size(); i++) {
      out.writeLong(Long.reverseBytes(ends.get(i)));
    }
    out.flush();
    ByteBuffer header = ByteBuffer.allocate(TokenFile.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(TokenFile.MARK);
    header.put(vocabulary.fingerprint().getBytes(StandardCharsets.US_ASCII));
    header.putLong(ends.size()).putLong(tokens).flip();
    channel.write(header, 0);
    channel.force(true);
    channel.close();
    WholeFile.moveIntoPlace(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
