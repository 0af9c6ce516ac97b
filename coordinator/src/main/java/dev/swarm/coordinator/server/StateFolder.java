package dev.swarm.coordinator.server;

import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.CoordinatorAddress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A coordinator's folder, held by one process at a time. Where it serves is written there for the
 * commands on the same machine.
 */
public final class StateFolder implements AutoCloseable {
  private static final String TOKEN = "token";
  private static final String ADDRESS = "address";

  private final Path folder;
  private final FileChannel channel;

  private StateFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder, making it if it is not there.
   *
   * @throws Complaint when another coordinator has it
   */
  static StateFolder take(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new Complaint(
          "Another coordinator is running on %s; stop it, or choose another folder with --dir."
              .formatted(folder));
    }
    Files.deleteIfExists(folder.resolve(ADDRESS));
    return new StateFolder(folder, channel);
  }

  /** The token's file in a coordinator's folder. */
  public static Path token(Path folder) {
    return folder.resolve(TOKEN);
  }

  /** The file in a coordinator's folder that says where it serves, {@code HOST:PORT}. */
  public static Path address(Path folder) {
    return folder.resolve(ADDRESS);
  }

  Path journal() {
    return folder.resolve("journal.db");
  }

  Path hub() {
    return folder.resolve("hub.git");
  }

  Path token() {
    return token(folder);
  }

  void publish(CoordinatorAddress address) throws IOException {
    Path fresh = folder.resolve(ADDRESS + ".new");
    Files.writeString(fresh, address + "\n");
    Files.move(fresh, address(folder), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(address(folder));
    channel.close();
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      return null;
    }
  }
}
