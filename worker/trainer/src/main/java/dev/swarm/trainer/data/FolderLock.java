package dev.swarm.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one process at a time prepare a folder. The system frees the lock of a process that is
 * killed.
 */
final class FolderLock implements Closeable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until nobody else prepares the folder. */
  static FolderLock await(DataFolder folder) throws IOException {
    FileChannel channel = channel(folder);
    channel.lock();
    return new FolderLock(channel);
  }

  /**
   * Takes the lock or refuses.
   *
   * @throws UnusableData where somebody else has it
   */
  static FolderLock take(DataFolder folder) throws IOException {
    FileChannel channel = channel(folder);
    if (tryLock(channel) == null) {
      channel.close();
      throw new UnusableData(
          "Another swarm prepare is at work in " + folder.root() + "; wait until it is done.");
    }
    return new FolderLock(channel);
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // somebody in this very process
    }
  }

  private static FileChannel channel(DataFolder folder) throws IOException {
    Files.createDirectories(folder.root());
    Path file = folder.lock();
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
