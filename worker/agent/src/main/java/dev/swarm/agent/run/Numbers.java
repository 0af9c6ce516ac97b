package dev.swarm.agent.run;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Numbers as Java, Python and C print them. Stricter than Double.parseDouble, which also takes
 * {@code 1d} and {@code 0x1p3}.
 *
 * <p>Pure.
 */
final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private Numbers() {}

  /** Empty when it is no number; not finite when it says so, or when it is too large. */
  static OptionalDouble parse(String text) {
    if (DECIMAL.matcher(text).matches()) {
      return OptionalDouble.of(Double.parseDouble(text));
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan":
        return OptionalDouble.of(Double.NaN);
      case "inf", "+inf", "infinity", "+infinity":
        return OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity":
        return OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default:
        return OptionalDouble.empty();
    }
  }
}
