package dev.swarm.trainer.data;

import java.util.List;

/**
 * Rows of consecutive tokens and what follows each of them, row after row. Engine-neutral.
 *
 * @param rows number of sequences
 * @param columns tokens per sequence
 * @param inputs {@code rows * columns} tokens
 * @param targets the token after each input, same layout
 * @param epoch how often the text had been begun with when the rows were made, from 1
 */
public record TokenBatch(int rows, int columns, int[] inputs, int[] targets, int epoch) {

  /** Out of rows of {@code columns + 1} tokens. */
  static TokenBatch of(List<int[]> rows, int columns, int epoch) {
    int[] inputs = new int[rows.size() * columns];
    int[] targets = new int[inputs.length];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, inputs, row * columns, columns);
      System.arraycopy(rows.get(row), 1, targets, row * columns, columns);
    }
    return new TokenBatch(rows.size(), columns, inputs, targets, epoch);
  }
}
