package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BitsPerByteTest {
  /** Tokens of 1, 2 and 3 bytes, and a special one. */
  private static final int[] LENGTHS = {1, 2, 3, 0};

  private final BitsPerByte bitsPerByte = new BitsPerByte(LENGTHS);

  @Test
  void matchesValueComputedByHand() {
    bitsPerByte.add(new float[] {1.0f, 2.0f}, new int[] {0, 2});
    bitsPerByte.add(new float[] {0.5f}, new int[] {1});
    // 3.5 nats over 1 + 3 + 2 bytes: 3.5 / (0.693147 * 6)
    assertThat(bitsPerByte.value()).isCloseTo(0.841572, within(1e-6));
  }

  @Test
  void givesUniformModelTheLogarithmOfTheVocabularyPerByte() {
    float[] nats = new float[1000];
    int[] targets = new int[1000];
    Arrays.fill(nats, (float) Math.log(2048));
    Arrays.fill(targets, 1);
    bitsPerByte.add(nats, targets);
    assertThat(bitsPerByte.value()).isCloseTo(11.0 / 2, within(1e-6));
  }

  @Test
  void leavesSpecialTokensOutAboveAndBelowTheLine() {
    bitsPerByte.add(new float[] {1.0f, 50.0f, 1.0f}, new int[] {0, 3, 0});
    assertThat(bitsPerByte.value()).isCloseTo(1 / Math.log(2), within(1e-9));
  }

  @Test
  void refusesLossesThatDoNotFitTheTargets() {
    assertThatThrownBy(() -> bitsPerByte.add(new float[2], new int[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
