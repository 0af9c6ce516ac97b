package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swarm.trainer.data.PreparedData;
import dev.swarm.trainer.data.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderZeroEntropyTest {
  @TempDir Path folder;
  private PreparedData data;
  private OrderZeroEntropy entropy;

  @BeforeEach
  void prepare() throws IOException {
    data = TestData.prepare(folder, 300, 8);
    entropy = new OrderZeroEntropy(data.vocabulary());
  }

  @Test
  void isEightBitsWhereAllBytesAreEquallyFrequent() {
    entropy.add(IntStream.range(0, 256).toArray());
    assertThat(entropy.value()).isCloseTo(8, within(1e-12));
  }

  @Test
  void isZeroWhereOnlyOneByteOccurs() {
    entropy.add(new int[] {'a', 'a', 'a'});
    assertThat(entropy.value()).isZero();
  }

  @Test
  void weighsBytesByTheirFrequencyAndLeavesSpecialTokensOut() {
    entropy.add(new int[] {'a', 'a', 'b', 'c', data.vocabulary().bos()});
    assertThat(entropy.value()).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void countsAllTheBytesOfAToken() {
    int merged =
        IntStream.range(256, 296).filter(this::isTwoDifferentBytes).findFirst().orElseThrow();
    entropy.add(new int[] {merged});
    assertThat(entropy.value()).isCloseTo(1, within(1e-12));
  }

  private boolean isTwoDifferentBytes(int token) {
    byte[] bytes = data.vocabulary().bytes(token);
    return bytes.length == 2 && bytes[0] != bytes[1];
  }
}
