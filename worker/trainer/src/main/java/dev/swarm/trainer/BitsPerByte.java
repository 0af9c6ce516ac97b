package dev.swarm.trainer;

/**
 * Bits per byte, the specification's metric: {@code total_nats / (ln 2 * total_bytes)}, where a
 * token of byte length 0 counts neither above nor below the line. Sums in double precision.
 *
 * <p>Not safe for two threads.
 */
final class BitsPerByte {
  private final int[] byteLengths;
  private double totalNats;
  private long totalBytes;

  /**
   * @param byteLengths bytes of text that each token stands for, 0 for a special one
   */
  BitsPerByte(int[] byteLengths) {
    this.byteLengths = byteLengths;
  }

  /**
   * Adds tokens.
   *
   * @param nats cross-entropy of each target, natural logarithm
   * @param targets the targets, as many
   */
  void add(float[] nats, int[] targets) {
    if (nats.length != targets.length) {
      throw new IllegalArgumentException(nats.length + " losses for " + targets.length + " tokens");
    }
    for (int i = 0; i < nats.length; i++) {
      int bytes = byteLengths[targets[i]];
      if (bytes > 0) {
        totalNats += nats[i];
        totalBytes += bytes;
      }
    }
  }

  /** The value over all tokens added; NaN before the first byte. */
  double value() {
    return totalNats / (Math.log(2) * totalBytes);
  }
}
