package dev.swarm.trainer.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are whole or not there: written beside their place as {@code .tmp}, synced to disk,
 * then renamed. A process that is killed on the way leaves only the {@code .tmp}.
 */
final class WholeFile {
  private WholeFile() {}

  /** Where a file is written until it is whole. */
  static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  /** Puts what was written {@link #beside} a file, and synced, in its place. */
  static void moveIntoPlace(Path file) throws IOException {
    Files.move(beside(file), file, StandardCopyOption.ATOMIC_MOVE);
  }

  static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            beside(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    moveIntoPlace(file);
  }
}
