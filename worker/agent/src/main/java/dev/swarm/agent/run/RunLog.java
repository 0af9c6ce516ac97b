package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Follows run.log while it grows. Where more has been written since the last look than it is worth
 * reading, it jumps ahead: only the newest progress matters, and following a flood must not cost
 * the run its CPU.
 *
 * <p>One thread at a time. Starts at the beginning of the file, so an adopted run's progress is
 * there again after a restart.
 *
 * <p>It is asked on a timer, not told by a WatchService: one look at a file's length takes
 * microseconds whatever the run writes, while inotify wakes the worker for every write of a chatty
 * trainer, on the very cores that are being measured (and on macOS it only polls, every 10 s).
 */
final class RunLog {
  static final int MOST_PER_LOOK = 256 << 10;

  private final Path file;
  private final byte[] bytes = new byte[MOST_PER_LOOK];
  private long position;

  RunLog(Path file) {
    this.file = file;
  }

  /** 0 while there is no file. */
  long length() throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException notYet) {
      return 0;
    }
  }

  /** Moves to the end of the file as it is now, and hands what is new to the splitter. */
  void readNew(LineSplitter splitter) throws IOException {
    long length = length();
    if (length <= position) {
      return;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      boolean jumped = length - position > MOST_PER_LOOK;
      if (jumped) {
        position = length - MOST_PER_LOOK;
        splitter.end();
      }
      channel.position(position);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) (length - position));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Until it is full or the file ends.
      }
      position += buffer.position();
      int first = jumped ? afterFirstBreak(buffer.position()) : 0;
      splitter.accept(bytes, first, buffer.position() - first);
    }
  }

  private int afterFirstBreak(int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return i + 1;
      }
    }
    return count;
  }

  /** Every line of a log from the first to the last, in flat memory. */
  static void forEachLine(Path file, Consumer<String> lines) throws IOException {
    LineSplitter splitter = new LineSplitter(lines);
    byte[] chunk = new byte[64 << 10];
    try (var input = Files.newInputStream(file)) {
      for (int count = input.read(chunk); count >= 0; count = input.read(chunk)) {
        splitter.accept(chunk, 0, count);
      }
    } catch (NoSuchFileException noLog) {
      return;
    }
    splitter.end();
  }
}
