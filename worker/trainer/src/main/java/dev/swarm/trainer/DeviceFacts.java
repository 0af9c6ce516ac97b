package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * What the summary says of the device. NVIDIA's branch was never run by this project.
 *
 * @param peakMegabytes most memory held, in units of 2^20 bytes: on a CPU and on Apple's unified
 *     memory the process's resident memory, on an NVIDIA GPU what is taken of it when the run ends,
 *     which PyTorch never gives back before
 * @param peakFlops peak dense bfloat16 arithmetic per second, 0 where it is unknown
 */
record DeviceFacts(double peakMegabytes, double peakFlops) {
  /** Makers' figures, by a part of the name that nvidia-smi gives. */
  private static final Map<String, Double> PEAK_FLOPS =
      Map.of(
          "H200", 989.5e12,
          "H100 PCIe", 756e12,
          "H100", 989.5e12,
          "A100", 312e12,
          "L40S", 362e12,
          "RTX 4090", 165.2e12,
          "RTX 3090", 71e12);

  static DeviceFacts of(Device device) {
    if (!device.isGpu()) {
      return new DeviceFacts(PeakMemory.megabytes(), 0);
    }
    double used = CudaUtils.getGpuMemory(device).getUsed() / (double) (1 << 20);
    return new DeviceFacts(used, peakFlops(name(device)));
  }

  /** Part of the peak that is used, in percent; 0 where the peak is unknown, as for every CPU. */
  double utilizationPercent(double flops) {
    return peakFlops == 0 ? 0 : 100 * flops / peakFlops;
  }

  static double peakFlops(String name) {
    return PEAK_FLOPS.entrySet().stream()
        .filter(
            entry ->
                name.toUpperCase(Locale.ROOT).contains(entry.getKey().toUpperCase(Locale.ROOT)))
        .mapToDouble(Map.Entry::getValue)
        .min()
        .orElse(0);
  }

  private static String name(Device device) {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name",
                  "--format=csv,noheader",
                  "-i",
                  Integer.toString(device.getDeviceId()))
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
