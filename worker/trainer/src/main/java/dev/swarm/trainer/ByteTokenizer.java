package dev.swarm.trainer;

import java.util.Arrays;

/**
 * The immutable tokenizer: token {@code b} in 0..255 is the byte {@code b}; the tokens from 256 on
 * are special, mark structure and stand for no byte of the text.
 *
 * <p>Stateless and safe for any thread.
 */
final class ByteTokenizer {
  /** Begin of sequence: stands before each document, so before each chapter. */
  static final int BOS = 256;

  /** Number of tokens, the width of the logits: 256 bytes and BOS. */
  static final int VOCAB_SIZE = 257;

  private ByteTokenizer() {}

  /** The document's tokens: BOS, then one token per byte. */
  static int[] encode(byte[] document) {
    int[] tokens = new int[document.length + 1];
    tokens[0] = BOS;
    for (int i = 0; i < document.length; i++) {
      tokens[i + 1] = Byte.toUnsignedInt(document[i]);
    }
    return tokens;
  }

  /** Bytes of text that a token stands for: 1, or 0 for a special token. */
  static int byteLength(int token) {
    if (token < 0 || token >= VOCAB_SIZE) {
      throw new IllegalArgumentException("token " + token + " is not in 0.." + (VOCAB_SIZE - 1));
    }
    return token < BOS ? 1 : 0;
  }

  /** Bytes of text that all the tokens together stand for. */
  static long byteLength(int[] tokens) {
    return Arrays.stream(tokens).mapToLong(ByteTokenizer::byteLength).sum();
  }
}
