package dev.swarm.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the operations are computed. */
enum Mode {
  /** DJL's array operations in float32, on either engine. */
  PLAIN("float32"),
  /** PyTorch's fused operations in float32. */
  FAST("float32, fused operations"),
  /** As fast, with the factors of matrix products in bfloat16: 8 significant bits instead of 24. */
  BFLOAT16("bfloat16 matrix products, fused operations");

  /** Compute capability from which NVIDIA's GPUs multiply bfloat16 (Ampere). */
  private static final int AMPERE = 8;

  private final String description;

  Mode(String description) {
    this.description = description;
  }

  /** The name on the command line. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For the line that says how a run computes. */
  String description() {
    return description;
  }

  /**
   * The mode of a run.
   *
   * @param asked what the command line asks for; nothing for the fastest that the device is made
   *     for
   * @param gpus those of NVIDIA that the process may use
   */
  static Mode of(Optional<Mode> asked, EngineName engine, Device device, List<NvidiaGpu> gpus) {
    if (engine == EngineName.MXNET) {
      if (asked.isPresent() && asked.get() != PLAIN) {
        throw new Refusal(
            Refusal.USAGE,
            "MXNet computes in the mode plain only; use --mode plain or --engine pytorch.");
      }
      return PLAIN;
    }
    return asked.orElseGet(() -> multipliesBfloat16(device, gpus) ? BFLOAT16 : FAST);
  }

  Operations operations(NDManager manager, EngineName engine) {
    return this == PLAIN
        ? new ArrayOperations(manager, engine)
        : new ScriptOperations(manager, this == BFLOAT16);
  }

  /** Whether bfloat16 is faster: elsewhere it is emulated, at a third of float32's speed. */
  private static boolean multipliesBfloat16(Device device, List<NvidiaGpu> gpus) {
    if (device.isGpu()) {
      return device.getDeviceId() < gpus.size()
          && gpus.get(device.getDeviceId()).capability() >= AMPERE;
    }
    try {
      return device.getDeviceType().equals(Device.Type.CPU)
          && hasBfloat16(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether Linux's description of the processors has an instruction for it. */
  static boolean hasBfloat16(String cpuinfo) {
    return cpuinfo.contains("avx512_bf16") || cpuinfo.contains("amx_bf16");
  }
}
