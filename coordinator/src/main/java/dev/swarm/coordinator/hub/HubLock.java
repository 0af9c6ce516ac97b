package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a hub's folder to one process. The lock lies beside the folder, because the folder itself
 * is moved into place; the operating system frees it when the process dies, however it dies.
 */
final class HubLock implements AutoCloseable {
  private final FileChannel channel;

  private HubLock(FileChannel channel) {
    this.channel = channel;
  }

  static HubLock take(Path folder) throws IOException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      taken = false;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    if (!taken) {
      throw new HubException(
          "The hub in %s is open in another coordinator; stop that one first.".formatted(folder));
    }
    return new HubLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
