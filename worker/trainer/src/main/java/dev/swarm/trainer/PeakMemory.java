package dev.swarm.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The most resident memory this process held. Linux keeps count of it (VmHWM); elsewhere {@code ps}
 * tells what is resident now, at the end of the run, which is the closest there is without a native
 * call: training's buffers are still held then, evaluation's may be gone.
 */
final class PeakMemory {
  private static final double KIBIBYTES_PER_MEGABYTE = 1024;

  private PeakMemory() {}

  /** Megabytes (2^20 bytes); 0 where the system does not tell. */
  static double megabytes() {
    try {
      return fromProc(Files.readAllLines(Path.of("/proc/self/status")))
          .orElseGet(PeakMemory::fromPs);
    } catch (IOException e) {
      return fromPs();
    }
  }

  /** The line {@code VmHWM: 12345 kB} of proc(5). */
  static OptionalDouble fromProc(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .map(kibibytes -> kibibytes / KIBIBYTES_PER_MEGABYTE)
        .findFirst();
  }

  private static double fromPs() {
    long pid = ProcessHandle.current().pid();
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      byte[] answer = ps.getInputStream().readAllBytes();
      return Double.parseDouble(new String(answer, StandardCharsets.US_ASCII).trim())
          / KIBIBYTES_PER_MEGABYTE;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
