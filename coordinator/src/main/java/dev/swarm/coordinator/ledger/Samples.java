package dev.swarm.coordinator.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** Numbers kept in order, so that a quantile costs nothing. Not thread-safe. */
final class Samples {
  private final List<Double> sorted = new ArrayList<>();

  void add(double value) {
    int found = Collections.binarySearch(sorted, value);
    sorted.add(found < 0 ? -found - 1 : found, value);
  }

  /**
   * Nearest rank: the smallest value that at least that share of the values does not exceed.
   *
   * @param quantile from 0 to 1
   */
  OptionalDouble quantile(double quantile) {
    return sorted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted.get(Math.max(0, (int) Math.ceil(quantile * sorted.size()) - 1)));
  }
}
