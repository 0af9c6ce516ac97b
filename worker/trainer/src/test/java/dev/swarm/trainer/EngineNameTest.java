package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineNameTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, true, true",
    "Linux, aarch64, true, false",
    "Mac OS X, x86_64, false, true",
    "Mac OS X, aarch64, true, false",
    "Linux, riscv64, false, false",
  })
  void knowsWhereItHasNatives(String os, String arch, boolean pytorch, boolean mxnet) {
    assertThat(EngineName.PYTORCH.runsOn(os, arch)).isEqualTo(pytorch);
    assertThat(EngineName.MXNET.runsOn(os, arch)).isEqualTo(mxnet);
  }
}
