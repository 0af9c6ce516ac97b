package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NvidiaGpuTest {
  private static final String TWO =
      """
      NVIDIA H100 80GB HBM3, 9.0, 4
      NVIDIA GeForce GTX 1080, 6.1, [N/A]
      """;

  @Test
  void readsWhatTheDriverSaysOfEachGpu() {
    assertThat(NvidiaGpu.read(TWO))
        .containsExactly(
            new NvidiaGpu("NVIDIA H100 80GB HBM3", 9.0, 4),
            new NvidiaGpu("NVIDIA GeForce GTX 1080", 6.1, 0));
    assertThat(NvidiaGpu.read("No devices were found\n")).isEmpty();
  }

  @Test
  void seesNoGpuThatTheEnvironmentHides() {
    assertThat(NvidiaGpu.all(Map.of("CUDA_VISIBLE_DEVICES", ""))).isEmpty();
  }

  @Test
  void choosesBfloat16OnlyWhereTheGpuMultipliesIt() {
    List<NvidiaGpu> gpus = NvidiaGpu.read(TWO);
    assertThat(Mode.of(Optional.empty(), EngineName.PYTORCH, Device.gpu(0), gpus))
        .isEqualTo(Mode.BFLOAT16);
    assertThat(Mode.of(Optional.empty(), EngineName.PYTORCH, Device.gpu(1), gpus))
        .isEqualTo(Mode.FAST);
  }

  @Test
  void measuresUseAgainstThePeakOfTheGpuThatTheRunHas() {
    DeviceFacts facts = new DeviceFacts(Device.gpu(0), NvidiaGpu.read(TWO), Map.of());
    assertThat(facts.utilizationPercent(98.95e12)).isEqualTo(10);
    DeviceFacts other = new DeviceFacts(Device.gpu(1), NvidiaGpu.read(TWO), Map.of());
    assertThat(other.utilizationPercent(98.95e12)).isZero();
  }
}
