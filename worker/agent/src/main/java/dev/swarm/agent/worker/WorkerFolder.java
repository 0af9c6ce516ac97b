package dev.swarm.agent.worker;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A worker's folder, held by one process at a time. It is what makes a restarted worker the same
 * worker: its incarnation, its clone, its runs and the outcomes it has not reported yet lie there.
 */
final class WorkerFolder implements AutoCloseable {
  private static final String CAMPAIGN = "campaign";

  private final Path path;
  private final FileChannel channel;
  private final String incarnation;

  private WorkerFolder(Path path, FileChannel channel, String incarnation) {
    this.path = path;
    this.channel = channel;
    this.incarnation = incarnation;
  }

  /**
   * Takes the folder, making it if it is not there.
   *
   * @throws Complaint when another worker has it
   */
  static WorkerFolder take(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new Complaint(
          "Another worker is running in %s; stop it, or choose another folder with --dir."
              .formatted(path));
    }
    return new WorkerFolder(path, channel, incarnation(path.resolve("incarnation")));
  }

  Path path() {
    return path;
  }

  String incarnation() {
    return incarnation;
  }

  Path runs() {
    return path.resolve("runs");
  }

  Path outbox() {
    return path.resolve("outbox");
  }

  Path offline() {
    return path.resolve("offline");
  }

  /** What was started last: written before the run, so that a restart knows what it adopts. */
  Path current() {
    return path.resolve("current");
  }

  /** The id of the campaign that everything in here belongs to; absent for a new folder. */
  Optional<String> campaign() throws IOException {
    Path file = path.resolve(CAMPAIGN);
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /** From now on the folder belongs to this campaign. */
  void belongTo(String campaign) throws IOException {
    DurableFile.write(path.resolve(CAMPAIGN), campaign.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static String incarnation(Path file) throws IOException {
    if (!Files.exists(file)) {
      DurableFile.write(file, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }
    return Files.readString(file).strip();
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      return null;
    }
  }
}
