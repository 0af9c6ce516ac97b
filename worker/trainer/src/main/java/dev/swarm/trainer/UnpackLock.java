package dev.swarm.trainer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * Lets one process at a time unpack an engine's natives into a shared folder. A marker is left when
 * that has worked once; from then on nobody waits. The system frees the lock of a killed process,
 * which leaves no marker, so the next one unpacks again.
 */
final class UnpackLock {
  private UnpackLock() {}

  /**
   * Loads, alone if nothing shows that loading has worked in this folder before.
   *
   * @param folder where natives are unpacked to; created
   * @param name what is loaded, version and all; names the lock and the marker
   * @param load loads and so unpacks what is missing
   */
  static <T> T once(Path folder, String name, Supplier<T> load) {
    Path marker = folder.resolve(name + ".unpacked");
    if (Files.exists(marker)) {
      return load.get();
    }
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve(name + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        channel.lock();
        T loaded = load.get();
        Files.writeString(marker, "");
        return loaded;
      }
    } catch (IOException e) {
      throw new Refusal(
          Refusal.USAGE,
          "The cache folder "
              + folder
              + " cannot be written ("
              + e.getMessage()
              + "); name another in SWARM_CACHE.");
    }
  }
}
