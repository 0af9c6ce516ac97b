package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer says of memory, cores and devices. */
final class EndingTest {
  @TempDir Path folder;

  @Test
  void saysWhichAllocationFailed() {
    String pytorch =
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 68719476736 bytes. Error code 12 (Cannot allocate memory)";
    assertThat(Ending.outOfMemory(new IllegalStateException(pytorch)))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("Out of memory: the allocation failed (65,536 MiB)"));
    assertThat(Ending.outOfMemory(new OutOfMemoryError("Java heap space")))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("(Java heap space)"));
    assertThat(
            Ending.outOfMemory(
                new RuntimeException("CUDA out of memory. Tried to allocate 2.00 GiB")))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("(2.00 GiB)"));
    assertThat(Ending.outOfMemory(new RuntimeException("shapes differ"))).isEmpty();
  }

  @Test
  void readsTheCoresThatAProcessMayUse() {
    assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
    assertThat(Cores.parse("7")).containsExactly(7);
    assertThat(Cores.allowed()).isNotEmpty();
  }

  /** A lock of this process counts as another's: the files are the same. */
  @Test
  void givesNoCoreTwice() {
    List<Integer> cores = List.of(0, 1, 2);
    DeviceLock.takeCores(folder, cores, 2);
    assertThatThrownBy(() -> DeviceLock.takeCores(folder, cores, 2))
        .hasMessage(
            "Another trainer is computing on this CPU: 1 of its 3 cores are free and 2 are wanted;"
                + " wait for it, or give each trainer its share with --threads.");
  }

  @Test
  void choosesBfloat16OnlyWhereTheProcessorMultipliesIt() {
    assertThat(Mode.hasBfloat16("flags : fpu avx512f avx512_bf16")).isTrue();
    assertThat(Mode.hasBfloat16("flags : fpu avx512f avx512_vnni")).isFalse();
  }

  @Test
  void refusesFastModesOnMxnetInOneSentence() {
    assertThatThrownBy(
            () -> Mode.of(Optional.of(Mode.FAST), EngineName.MXNET, ai.djl.Device.cpu(), List.of()))
        .hasMessage("MXNet computes in the mode plain only; use --mode plain or --engine pytorch.");
    assertThat(Mode.of(Optional.empty(), EngineName.MXNET, ai.djl.Device.cpu(), List.of()))
        .isEqualTo(Mode.PLAIN);
  }

  @Test
  void refusesAGpuForMxnetAndNamesWhatToUse() {
    assertThatThrownBy(() -> new DeviceName("cuda").find(EngineName.MXNET, List.of(), System.out))
        .hasMessage(
            "The device cuda cannot be used: MXNet has no library for it; use --engine pytorch or"
                + " --device cpu.");
  }

  @Test
  void knowsPeaksOfGpusByName() {
    assertThat(DeviceFacts.peakFlops("NVIDIA H100 80GB HBM3")).isEqualTo(989.5e12);
    assertThat(DeviceFacts.peakFlops("NVIDIA H100 PCIe")).isEqualTo(756e12);
    assertThat(DeviceFacts.peakFlops("Quadro")).isZero();
  }
}
