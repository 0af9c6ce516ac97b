package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StartUpTest {
  @Test
  void saysWhereTheTimeBeforeTheFirstStepWent() {
    var ages = List.of(1.40, 1.92, 2.04, 2.31).iterator();
    StartUp startUp = new StartUp(ages::next);
    startUp.ended("virtual machine and compilation");
    startUp.ended("engine");
    startUp.ended("data");
    startUp.ended("model");
    assertThat(startUp.line())
        .isEqualTo(
            "started in 2.31 s"
                + " (virtual machine and compilation 1.40, engine 0.52, data 0.12, model 0.27)");
  }

  @Test
  void readsTheAgeOfAProcessFromProc() {
    String stat =
        "41 (a (b) c) S 1 41 41 0 -1 4194560 2 0 0 0 7 3 0 0 20 0 1 0 123456 1 2 3 4 5 6 7 8";
    assertThat(ProcessStart.linuxAge(stat, "1300.06 2500.00\n")).isCloseTo(65.5, within(1e-9));
  }

  @Test
  void readsPeakMemoryFromProc() {
    assertThat(PeakMemory.fromProc(List.of("VmPeak:\t 9 kB", "VmHWM:\t  716800 kB"))).hasValue(700);
    assertThat(PeakMemory.fromProc(List.of("VmPeak:\t 9 kB"))).isEmpty();
  }

  @Test
  void findsItsOwnPeakMemoryOnThisSystem() {
    assertThat(PeakMemory.megabytes()).isBetween(10.0, 100_000.0);
  }
}
