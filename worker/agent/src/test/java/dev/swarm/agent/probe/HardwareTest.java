package dev.swarm.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HardwareTest {
  @ParameterizedTest
  @CsvSource({
    "NVIDIA H100 80GB HBM3, h100",
    "NVIDIA H100 PCIe, h100",
    "NVIDIA H100 NVL, h100",
    "NVIDIA H200, h200",
    "NVIDIA GH200 480GB, gh200",
    "NVIDIA A100-SXM4-80GB, a100",
    "NVIDIA A100-PCIE-40GB, a100",
    "NVIDIA A100 80GB PCIe, a100",
    "Tesla V100-SXM2-16GB, v100",
    "Tesla T4, t4",
    "NVIDIA L40S, l40s",
    "NVIDIA B200, b200",
    "NVIDIA GB10, gb10",
    "NVIDIA GeForce RTX 4090, rtx-4090",
    "NVIDIA GeForce RTX 3080 Ti, rtx-3080-ti",
    "NVIDIA GeForce RTX 4070 Laptop GPU, rtx-4070-laptop-gpu",
    "NVIDIA RTX A6000, rtx-a6000",
    "Quadro RTX 8000, quadro-rtx-8000",
    "AMD Instinct MI300X, mi300x",
    "NVIDIA, accelerator",
  })
  void isOfTheClassOfItsAccelerator(String name, String hardwareClass) {
    assertThat(hardware("Linux", "amd64", Optional.of(name)).hardwareClass())
        .isEqualTo(hardwareClass);
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, aarch64, apple-silicon",
    "Mac OS X, x86_64, cpu-x86",
    "Linux, amd64, cpu-x86",
    "Windows 11, amd64, cpu-x86",
    "Linux, aarch64, cpu-arm",
    "Linux, riscv64, cpu-riscv64",
  })
  void isOfTheClassOfItsProcessorWithoutOne(String system, String architecture, String expected) {
    assertThat(hardware(system, architecture, Optional.empty()).hardwareClass())
        .isEqualTo(expected);
  }

  @Test
  void isFoundOnThisHost() {
    Hardware here = HardwareProbe.look(System.getenv());

    assertThat(here.cores()).isPositive();
    assertThat(here.memoryMib()).isPositive();
    assertThat(here.hardwareClass()).matches("[a-z0-9]+(-[a-z0-9]+)*");
  }

  @Test
  void hasNoAcceleratorThatIsHidden() {
    String two = "0, GPU-a, NVIDIA H100 80GB HBM3, 81559\n1, GPU-b, NVIDIA T4, 15360\n";

    assertThat(HardwareProbe.look(Map.of(), two).hardwareClass()).isEqualTo("h100");
    assertThat(HardwareProbe.look(Map.of("CUDA_VISIBLE_DEVICES", "1"), two).accelerator())
        .contains("NVIDIA T4");
    assertThat(HardwareProbe.look(Map.of("CUDA_VISIBLE_DEVICES", ""), two).accelerator()).isEmpty();
  }

  private static Hardware hardware(
      String system, String architecture, Optional<String> accelerator) {
    return new Hardware(system, architecture, 8, 1024, accelerator, OptionalLong.empty());
  }
}
