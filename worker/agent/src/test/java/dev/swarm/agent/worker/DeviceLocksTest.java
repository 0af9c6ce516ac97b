package dev.swarm.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.agent.run.Cores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeviceLocksTest {
  private static final Path FOLDER = Path.of("/devices");

  @Test
  void locksEveryCoreThatRunsAreBoundToInOneOrder() {
    assertThat(names(List.of(), Optional.of(Cores.parse("10,2-3")), List.of(0, 1, 2, 3)))
        .containsExactly("core-2.lock", "core-3.lock", "core-10.lock");
  }

  @Test
  void locksAllUsableCoresOfAMachineWithoutAcceleratorWhenNoneAreNamed() {
    assertThat(names(List.of(), Optional.empty(), List.of(5, 4)))
        .containsExactly("core-4.lock", "core-5.lock");
  }

  @Test
  void locksAcceleratorsAndOnlyThoseCoresThatAreNamed() {
    assertThat(names(List.of("GPU-b", "GPU-a"), Optional.empty(), List.of(0, 1)))
        .containsExactly("accelerator-GPU-a.lock", "accelerator-GPU-b.lock");
    assertThat(names(List.of("GPU-a"), Optional.of(Cores.parse("1")), List.of(0, 1)))
        .containsExactly("accelerator-GPU-a.lock", "core-1.lock");
  }

  private static List<String> names(
      List<String> accelerators, Optional<Cores> bound, List<Integer> usable) {
    return DeviceLocks.in(FOLDER, accelerators, bound, usable).stream()
        .map(lock -> lock.getFileName().toString())
        .toList();
  }
}
