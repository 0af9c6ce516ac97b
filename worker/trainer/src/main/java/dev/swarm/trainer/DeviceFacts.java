package dev.swarm.trainer;

import ai.djl.Device;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the summary says of the device. On an NVIDIA GPU the memory is what the run added to what
 * was taken before it: PyTorch gives nothing back before the end, and a run has its GPU to itself.
 * On a CPU and on Apple's unified memory it is the process's resident memory.
 */
final class DeviceFacts {
  /** Makers' figures for dense bfloat16 per second, by a part of the name that nvidia-smi gives. */
  private static final Map<String, Double> PEAK_FLOPS =
      Map.of(
          "H200", 989.5e12,
          "H100 PCIe", 756e12,
          "H100", 989.5e12,
          "A100", 312e12,
          "L40S", 362e12,
          "RTX 4090", 165.2e12,
          "RTX 3090", 71e12);

  private final Map<String, String> environment;
  private final int number;
  private final Optional<NvidiaGpu> before;

  /**
   * @param gpus what NVIDIA's looked like before the run took memory on one
   * @param environment where to look again
   */
  DeviceFacts(Device device, List<NvidiaGpu> gpus, Map<String, String> environment) {
    this.environment = environment;
    this.number = device.getDeviceId();
    this.before = device.isGpu() ? gpu(gpus) : Optional.empty();
  }

  /** Most memory the run has held on the device, in units of 2^20 bytes. */
  double peakMegabytes() {
    if (before.isEmpty()) {
      return PeakMemory.megabytes();
    }
    double now = gpu(NvidiaGpu.all(environment)).map(NvidiaGpu::usedMegabytes).orElse(0.0);
    return Math.max(0, now - before.get().usedMegabytes());
  }

  /** Part of the peak that is used, in percent; 0 where the peak is unknown, as for every CPU. */
  double utilizationPercent(double flops) {
    double peak = before.map(gpu -> peakFlops(gpu.name())).orElse(0.0);
    return peak == 0 ? 0 : 100 * flops / peak;
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

  private Optional<NvidiaGpu> gpu(List<NvidiaGpu> all) {
    return number < all.size() ? Optional.of(all.get(number)) : Optional.empty();
  }
}
