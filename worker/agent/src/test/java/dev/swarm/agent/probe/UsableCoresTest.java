package dev.swarm.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsableCoresTest {
  @Test
  void readsTheKernelsList() {
    assertThat(UsableCores.parse("0-2,8,10-11")).containsExactly(0, 1, 2, 8, 10, 11);
  }

  @Test
  void findsAsManyAsTheJvmDoes() {
    assertThat(UsableCores.find()).hasSize(Runtime.getRuntime().availableProcessors());
  }
}
