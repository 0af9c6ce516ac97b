package dev.swarm.coordinator.ledger;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Numbers kept in order, so that a quantile costs nothing. Not thread-safe. */
final class Samples {
  private double[] sorted = new double[0];
  private int count;

  /**
   * @param all in order
   */
  static Samples of(List<Double> all) {
    Samples samples = new Samples();
    samples.count = all.size();
    samples.sorted = all.stream().mapToDouble(Double::doubleValue).toArray();
    return samples;
  }

  void add(double value) {
    if (count == sorted.length) {
      sorted = Arrays.copyOf(sorted, 2 * count + 1);
    }
    int found = Arrays.binarySearch(sorted, 0, count, value);
    int place = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, place, sorted, place + 1, count - place);
    sorted[place] = value;
    count++;
  }

  /** All of them in order, as they are now. */
  List<Double> all() {
    double[] now = Arrays.copyOf(sorted, count);
    return new AbstractList<>() {
      @Override
      public Double get(int index) {
        return now[index];
      }

      @Override
      public int size() {
        return now.length;
      }
    };
  }

  /**
   * Nearest rank: the smallest value that at least that share of the values does not exceed.
   *
   * @param quantile from 0 to 1
   */
  OptionalDouble quantile(double quantile) {
    return count == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[Math.max(0, (int) Math.ceil(quantile * count) - 1)]);
  }
}
