package dev.swarm.coordinator.cli.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where values stand on a line.
 *
 * @param low the value at {@code from}
 * @param high the value at {@code to}, above {@code low}
 * @param from in the drawing's own unit
 * @param to in the drawing's own unit
 */
record Axis(double low, double high, double from, double to) {
  /** Where a value stands; one that is outside, at the end. */
  double at(double value) {
    double share = (Math.max(low, Math.min(high, value)) - low) / (high - low);
    return from + share * (to - from);
  }

  /** About so many round values on it. */
  List<Double> ticks(int about) {
    double rough = (high - low) / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= rough) {
        step = factor * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** A tick without digits that say nothing. */
  static String label(double tick) {
    String text = String.format(Locale.ROOT, "%.4f", tick);
    String shorter = text.replaceAll("\\.?0+$", "");
    return shorter.equals("-0") ? "0" : shorter;
  }
}
