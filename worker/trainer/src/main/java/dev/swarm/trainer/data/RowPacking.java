package dev.swarm.trainer.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fills rows with pieces of text, BOS first and no padding. Into what is left of a row goes the
 * longest piece that fits out of a buffer of {@link #BUFFER}; where none fits, the shortest is
 * cropped to what is left, and its rest is lost. Of pieces of the same length the one that has
 * waited longest goes first. The rows depend on the pieces alone, not on the batches they are dealt
 * out in.
 *
 * <p>Not safe for two threads.
 */
public final class RowPacking {
  /** Pieces to choose from. */
  static final int BUFFER = 1000;

  private final Pieces pieces;
  private final int capacity;
  private final TreeMap<Integer, ArrayDeque<int[]>> byLength = new TreeMap<>();
  private int buffered;
  private boolean dry;

  /**
   * @param sequenceLength tokens that are predicted in a row; a row has one more
   */
  RowPacking(Pieces pieces, int sequenceLength) {
    this.pieces = pieces;
    this.capacity = sequenceLength + 1;
  }

  /**
   * The next rows; fewer, and at last none, where the pieces come to an end.
   *
   * @param rows at least 1
   */
  public TokenBatch next(int rows) {
    List<int[]> filled = new ArrayList<>(rows);
    while (filled.size() < rows) {
      Optional<int[]> row = nextRow();
      if (row.isEmpty()) {
        break;
      }
      filled.add(row.get());
    }
    return TokenBatch.of(filled, capacity - 1, pieces.epoch());
  }

  /** The next row, full; empty where too little is left to fill one. */
  Optional<int[]> nextRow() {
    int[] row = new int[capacity];
    int filled = 0;
    while (filled < capacity) {
      refill();
      if (buffered == 0) {
        return Optional.empty();
      }
      int left = capacity - filled;
      Map.Entry<Integer, ArrayDeque<int[]>> fitting = byLength.floorEntry(left);
      int[] piece = take(fitting == null ? byLength.firstEntry() : fitting);
      int length = Math.min(left, piece.length);
      System.arraycopy(piece, 0, row, filled, length);
      filled += length;
    }
    return Optional.of(row);
  }

  private void refill() {
    while (buffered < BUFFER && !dry) {
      Optional<int[]> piece = pieces.next();
      dry = piece.isEmpty();
      if (!dry) {
        byLength.computeIfAbsent(piece.get().length, length -> new ArrayDeque<>()).add(piece.get());
        buffered++;
      }
    }
  }

  private int[] take(Map.Entry<Integer, ArrayDeque<int[]>> entry) {
    int[] piece = entry.getValue().remove();
    if (entry.getValue().isEmpty()) {
      byLength.remove(entry.getKey());
    }
    buffered--;
    return piece;
  }
}
