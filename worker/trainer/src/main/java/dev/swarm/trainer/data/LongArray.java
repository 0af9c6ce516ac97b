package dev.swarm.trainer.data;

import java.util.Arrays;

/** Numbers in a row that grows: places in a file, by the million, without an object for each. */
final class LongArray {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  void swap(int one, int other) {
    long value = values[one];
    values[one] = values[other];
    values[other] = value;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
