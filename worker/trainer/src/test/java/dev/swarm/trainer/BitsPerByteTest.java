package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BitsPerByteTest {
  private final BitsPerByte bitsPerByte = new BitsPerByte();

  @Test
  void matchesValueComputedByHand() {
    bitsPerByte.add(new float[] {1.0f, 2.0f}, new int[] {'a', 'b'});
    bitsPerByte.add(new float[] {0.5f}, new int[] {'c'});
    // 3.5 nats over 3 bytes: 3.5 / (0.693147 * 3)
    assertThat(bitsPerByte.value()).isCloseTo(1.683144, within(1e-6));
  }

  @Test
  void givesUniformModelTheLogarithmOfTheVocabulary() {
    float[] nats = new float[1000];
    Arrays.fill(nats, (float) Math.log(ByteTokenizer.VOCAB_SIZE));
    bitsPerByte.add(nats, new int[1000]);
    double expected = Math.log(ByteTokenizer.VOCAB_SIZE) / Math.log(2);
    assertThat(bitsPerByte.value()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void leavesSpecialTokensOutAboveAndBelowTheLine() {
    bitsPerByte.add(new float[] {1.0f, 50.0f, 1.0f}, new int[] {'a', ByteTokenizer.BOS, 'b'});
    assertThat(bitsPerByte.value()).isCloseTo(1 / Math.log(2), within(1e-9));
  }

  @Test
  void refusesLossesThatDoNotFitTheTargets() {
    assertThatThrownBy(() -> bitsPerByte.add(new float[2], new int[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
