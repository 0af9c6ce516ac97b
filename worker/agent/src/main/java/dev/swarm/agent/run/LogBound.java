package dev.swarm.agent.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Cuts a log that is too long down to its limit, in place and in flat memory. The beginning stays
 * and the end, where a summary stands and where a crash is explained; what lay between is named by
 * its length.
 *
 * <p>Only for a log that nobody writes to any more. A crash in the middle leaves it too long, and
 * it is cut again.
 */
final class LogBound {
  private static final int CHUNK = 1 << 20;

  private LogBound() {}

  /** Returns whether it was too long. */
  static boolean cut(Path log, long most) throws IOException {
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long length = channel.size();
      if (length <= most) {
        return false;
      }
      byte[] mark = "%n[%d bytes were cut out here]%n".formatted(length - most).getBytes(UTF_8);
      long head = Math.max(0, most / 2 - mark.length);
      long tail = Math.max(0, most - head - mark.length);
      channel.write(ByteBuffer.wrap(mark), head);
      move(channel, length - tail, head + mark.length, tail);
      channel.truncate(most);
      return true;
    } catch (NoSuchFileException noLog) {
      return false;
    }
  }

  /** Towards the beginning, so nothing is overwritten before it is read. */
  private static void move(FileChannel channel, long from, long to, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    for (long moved = 0; moved < count; ) {
      buffer.clear().limit((int) Math.min(CHUNK, count - moved));
      int read = channel.read(buffer, from + moved);
      if (read < 0) {
        return;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        moved += channel.write(buffer, to + moved);
      }
    }
  }
}
