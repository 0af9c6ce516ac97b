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

  static String describe(Path lock) {
    List<Long> pids = find(lock);
    if (pids.isEmpty()) {
      return "another process holds " + lock;
    }
    return lock
        + " is held by "
        + pids.stream().map(LockHolders::name).collect(Collectors.joining(", "));
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
