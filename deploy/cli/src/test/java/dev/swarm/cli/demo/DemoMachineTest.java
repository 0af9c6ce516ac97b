package dev.swarm.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoMachineTest {
  @Test
  void givesEachEngineHalfOfTheCores() {
    List<DemoMachine> machines =
        DemoMachine.of(List.of(0, 1, 2, 5), "cpu-x86", Engine.of("Linux", "amd64"));

    assertThat(machines)
        .containsExactly(
            new DemoMachine("pytorch", "cpu-x86-pytorch", "pytorch", "0,1", 2),
            new DemoMachine("mxnet", "cpu-x86-mxnet", "mxnet", "2,5", 2));
  }

  @Test
  void takesASecondPytorchWorkerWhereMxnetHasNoNativeLibrary() {
    List<DemoMachine> machines =
        DemoMachine.of(List.of(0, 1, 2, 3), "cpu-arm", Engine.of("Linux", "aarch64"));

    assertThat(machines).extracting(DemoMachine::engine).containsOnly("pytorch");
    assertThat(machines).extracting(DemoMachine::threads).containsExactly(2, 1);
    assertThat(machines).extracting(DemoMachine::hardwareClass).doesNotHaveDuplicates();
    assertThat(machines).extracting(DemoMachine::cores).containsExactly("0,1", "2,3");
  }

  @Test
  void takesASecondMxnetWorkerOnAnIntelMac() {
    assertThat(Engine.of("Mac OS X", "x86_64")).containsExactly(Engine.MXNET);
    assertThat(Engine.of("Mac OS X", "aarch64")).containsExactly(Engine.PYTORCH);
  }

  @Test
  void sharesTheOnlyCore() {
    List<DemoMachine> machines = DemoMachine.of(List.of(7), "cpu-x86", Engine.of("Linux", "amd64"));

    assertThat(machines).extracting(DemoMachine::cores).containsExactly("7", "7");
  }
}
