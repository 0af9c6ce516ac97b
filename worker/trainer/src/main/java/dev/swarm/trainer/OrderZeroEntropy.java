package dev.swarm.trainer;

import dev.swarm.trainer.data.Vocabulary;

/**
 * What a model that knows only how often each byte occurs would score: the entropy of the bytes'
 * frequencies (Shannon 1948), {@code -sum p log2 p}. A run must come in below it to have learned
 * anything about the order of the text.
 *
 * <p>Not safe for two threads.
 */
final class OrderZeroEntropy {
  private final Vocabulary vocabulary;
  private final long[] counts = new long[256];

  OrderZeroEntropy(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Counts the bytes that the tokens stand for. */
  void add(int[] tokens) {
    for (int token : tokens) {
      for (byte each : vocabulary.bytes(token)) {
        counts[Byte.toUnsignedInt(each)]++;
      }
    }
  }

  /** Bits per byte, 0 to 8; 0 where there are no bytes. */
  double value() {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    double bits = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = count / total;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
