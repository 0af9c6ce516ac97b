package dev.swarm.trainer;

/**
 * Rows of consecutive tokens and what follows each of them, row after row. Engine-neutral.
 *
 * @param rows number of sequences
 * @param columns tokens per sequence
 * @param inputs {@code rows * columns} tokens
 * @param targets the token after each input, same layout
 */
record TokenBatch(int rows, int columns, int[] inputs, int[] targets) {

  /** Windows of a token stream: row {@code r} begins at {@code starts[r]}. */
  static TokenBatch of(int[] stream, int[] starts, int columns) {
    int[] inputs = new int[starts.length * columns];
    int[] targets = new int[starts.length * columns];
    for (int row = 0; row < starts.length; row++) {
      System.arraycopy(stream, starts[row], inputs, row * columns, columns);
      System.arraycopy(stream, starts[row] + 1, targets, row * columns, columns);
    }
    return new TokenBatch(starts.length, columns, inputs, targets);
  }
}
