package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says who keeps a device's lock, for a message that lets the operator act: on Linux every process
 * that has the lock file open. Elsewhere it only says that somebody does.
 *
 * <p>Only for messages; nothing is killed by this list, since another worker may share the device.
 */
final class LockHolders {
  private static final Path PROC = Path.of("/proc");

  private LockHolders() {}

  /** Of a device's locks, the first that somebody holds, or the last. */
  static String describe(List<Path> locks) {
    for (Path lock : locks) {
      if (!find(lock).isEmpty()) {
        return describe(lock);
      }
    }
    return locks.isEmpty() ? "another process holds it" : "another process holds " + locks.get(0);
  }

  private static String describe(Path lock) {
    return lock
        + " is held by "
        + run(lock)
        + find(lock).stream().map(LockHolders::name).collect(Collectors.joining(", "));
  }

  /** Who took the lock last wrote into it which run it is. */
  private static String run(Path lock) {
    try {
      String folder = Files.readString(lock).strip();
      return folder.isEmpty() ? "" : "the run in " + folder + ": ";
    } catch (IOException | RuntimeException unreadable) {
      return "";
    }
  }

  static List<Long> find(Path lock) {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      Path wanted = lock.toRealPath();
      for (Path process : processes) {
        if (hasOpen(process, wanted)) {
          pids.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException | DirectoryIteratorException notLinux) {
      return List.of();
    }
    return pids;
  }

  private static boolean hasOpen(Path process, Path file) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).equals(file)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
      return false;
    }
    return false;
  }

  private static String name(long pid) {
    String command =
        ProcessHandle.of(pid).flatMap(handle -> handle.info().commandLine()).orElse("");
    String shown = command.length() > 120 ? command.substring(0, 120) + "..." : command;
    return shown.isEmpty() ? "pid " + pid : "pid " + pid + " (" + shown + ")";
  }
}
