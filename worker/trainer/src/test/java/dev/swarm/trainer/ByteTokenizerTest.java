package dev.swarm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ByteTokenizerTest {
  @Test
  void putsBosBeforeTheDocumentsBytes() {
    assertThat(ByteTokenizer.encode(new byte[] {65, (byte) 0xFF}))
        .containsExactly(ByteTokenizer.BOS, 65, 255);
  }

  @Test
  void countsOneByteForByteTokensAndNoneForSpecialOnes() {
    assertThat(ByteTokenizer.byteLength(0)).isEqualTo(1);
    assertThat(ByteTokenizer.byteLength(255)).isEqualTo(1);
    assertThat(ByteTokenizer.byteLength(ByteTokenizer.BOS)).isZero();
  }

  @Test
  void refusesTokensOutsideTheVocabulary() {
    assertThatThrownBy(() -> ByteTokenizer.byteLength(ByteTokenizer.VOCAB_SIZE))
        .hasMessage("token 257 is not in 0..256");
  }
}
