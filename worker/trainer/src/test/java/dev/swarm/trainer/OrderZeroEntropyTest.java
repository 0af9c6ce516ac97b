package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OrderZeroEntropyTest {
  @Test
  void isEightBitsWhereAllBytesAreEquallyFrequent() {
    int[] everyByte = IntStream.range(0, 256).toArray();
    assertThat(OrderZeroEntropy.of(everyByte)).isCloseTo(8, within(1e-12));
  }

  @Test
  void isZeroWhereOnlyOneByteOccurs() {
    assertThat(OrderZeroEntropy.of(new int[] {'a', 'a', 'a'})).isZero();
  }

  @Test
  void weighsBytesByTheirFrequencyAndLeavesSpecialTokensOut() {
    int[] tokens = {'a', 'a', 'b', 'c', ByteTokenizer.BOS};
    assertThat(OrderZeroEntropy.of(tokens)).isCloseTo(1.5, within(1e-12));
  }

  @Test
  void ofTheHeldOutTextIsAboutFourAndAHalfBits() {
    int[] scored = Evaluation.targets(Corpus.load().validation());
    assertThat(OrderZeroEntropy.of(scored)).isBetween(4.3, 4.6);
  }
}
