package dev.swarm.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class AcceleratorsTest {
  private static final String TWO = "0, GPU-aaaa-1\n1, GPU-bbbb-2\n";

  @Test
  void seesAllWhenNothingNarrowsThem() {
    assertThat(Accelerators.visible(Map.of(), TWO)).containsExactly("GPU-aaaa-1", "GPU-bbbb-2");
    assertThat(Accelerators.visible(Map.of(), "")).containsExactly("0");
  }

  @Test
  void givesNumbersAndShortNamesTheDriversName() {
    assertThat(Accelerators.visible(Map.of("CUDA_VISIBLE_DEVICES", "1"), TWO))
        .containsExactly("GPU-bbbb-2");
    assertThat(Accelerators.visible(Map.of("CUDA_VISIBLE_DEVICES", "GPU-aaaa, 1"), TWO))
        .containsExactly("GPU-aaaa-1", "GPU-bbbb-2");
    assertThat(Accelerators.visible(Map.of("HIP_VISIBLE_DEVICES", "3"), "")).containsExactly("3");
  }

  @Test
  void seesNoneWhereAllAreHidden() {
    assertThat(Accelerators.visible(Map.of("CUDA_VISIBLE_DEVICES", ""), TWO)).isEmpty();
    assertThat(Accelerators.visible(Map.of("CUDA_VISIBLE_DEVICES", "-1"), TWO)).isEmpty();
  }
}
