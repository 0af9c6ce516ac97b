package dev.swarm.trainer;

/**
 * What a model that knows only how often each byte occurs would score: the entropy of the bytes'
 * frequencies (Shannon 1948), {@code -sum p log2 p}. A run must come in below it to have learned
 * anything about the order of the text.
 */
final class OrderZeroEntropy {
  private OrderZeroEntropy() {}

  /** Bits per byte, 0 to 8, of the tokens that stand for bytes; 0 where there are none. */
  static double of(int[] tokens) {
    long[] counts = new long[ByteTokenizer.BOS];
    long total = 0;
    for (int token : tokens) {
      if (ByteTokenizer.byteLength(token) > 0) {
        counts[token]++;
        total++;
      }
    }
    double bits = 0;
    for (long count : counts) {
      if (count > 0) {
        double share = (double) count / total;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
