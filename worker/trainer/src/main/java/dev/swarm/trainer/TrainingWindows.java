package dev.swarm.trainer;

import java.util.SplittableRandom;

/**
 * An endless, deterministic source of training batches: windows of {@link #SEQUENCE_LENGTH} tokens
 * at places drawn evenly from the training part. The sequence of windows depends on the seed alone,
 * not on the sizes of the batches they are dealt out in.
 *
 * <p>Not safe for two threads.
 */
final class TrainingWindows {
  /** Tokens per window. */
  static final int SEQUENCE_LENGTH = 128;

  private final int[] tokens;
  private final SplittableRandom random;

  TrainingWindows(int[] training, long seed) {
    this.tokens = training;
    this.random = new SplittableRandom(seed);
  }

  /** The next {@code rows} windows; {@code rows} is at least 1. */
  TokenBatch next(int rows) {
    int[] starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      starts[row] = random.nextInt(tokens.length - SEQUENCE_LENGTH);
    }
    return TokenBatch.of(tokens, starts, SEQUENCE_LENGTH);
  }
}
