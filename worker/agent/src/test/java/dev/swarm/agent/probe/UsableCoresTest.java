package dev.swarm.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsableCoresTest {
  @Test
  void readsTheKernelsList() {
    assertThat(UsableCores.parse("0-2,8,10-11")).containsExactly(0, 1, 2, 8, 10, 11);
  }

  /** The JVM counts fewer where a container's processor time is bounded, and may use them all. */
  @Test
  void findsAllThatTheJvmFinds() {
    assertThat(UsableCores.find())
        .hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors())
        .doesNotHaveDuplicates()
        .isSorted();
  }
}
