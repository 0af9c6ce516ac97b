package dev.swarm.trainer;

import ai.djl.Device;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps two trainers from sharing a device, where each would measure the other: an accelerator is
 * one trainer's, and on a CPU a trainer takes a core for each of its threads, among those that the
 * system lets it use. Trainers that share a cache folder see each other.
 *
 * <p>The system frees the locks when the process ends, however it ends.
 */
final class DeviceLock {
  private static final List<FileChannel> HELD = new ArrayList<>();

  private DeviceLock() {}

  /**
   * Takes a device until the process ends.
   *
   * @param folder of the lock files
   * @throws Refusal where another trainer has it
   */
  static void take(Path folder, Device device, int threads) {
    if (device.equals(Device.cpu())) {
      takeCores(folder, Cores.allowed(), threads);
    } else if (!lock(folder.resolve(device.toString().replaceAll("\\W+", "-") + ".lock"))) {
      throw busy("on " + device + "; wait for it, or name another device with --device");
    }
  }

  static void takeCores(Path folder, List<Integer> cores, int threads) {
    int wanted = Math.min(threads, cores.size());
    int taken = 0;
    for (int core : cores) {
      if (taken < wanted && lock(folder.resolve("core-" + core + ".lock"))) {
        taken++;
      }
    }
    if (taken < wanted) {
      throw busy(
          String.format(
              "on this CPU: %d of its %d cores are free and %d are wanted; wait for it, or give"
                  + " each trainer its share with --threads",
              taken, cores.size(), wanted));
    }
  }

  private static boolean lock(Path file) {
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return false;
      }
      HELD.add(channel);
      return true;
    } catch (IOException e) {
      throw new Refusal(
          Refusal.USAGE,
          "The lock "
              + file
              + " cannot be made ("
              + e.getMessage()
              + "); name another folder in"
              + " SWARM_CACHE.");
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException held) {
      return null; // by this very process
    }
  }

  private static Refusal busy(String where) {
    return new Refusal(Refusal.USAGE, "Another trainer is computing " + where + ".");
  }
}
