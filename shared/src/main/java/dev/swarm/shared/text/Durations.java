package dev.swarm.shared.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 15s}, {@code 5m}, {@code 2h}. */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h)");

  /** A year: far above any use, and far below what a count of nanoseconds holds. */
  private static final BigDecimal LONGEST = BigDecimal.valueOf(8_760L * 3_600_000);

  private Durations() {}

  /**
   * Reads a duration longer than zero.
   *
   * @throws IllegalArgumentException with a sentence that begins with the text in quotes
   */
  public static Duration parsePositive(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s'; write a number and a unit, such as 15s, 5m or 2h.".formatted(text));
    }
    long unitMillis =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          default -> 3_600_000;
        };
    BigDecimal exact = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitMillis));
    if (exact.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "'%s'; it must be at most %s.".formatted(text, format(millis(LONGEST))));
    }
    Duration duration = millis(exact);
    if (!(duration.compareTo(Duration.ZERO) > 0)) {
      throw new IllegalArgumentException("'%s'; it must be more than zero.".formatted(text));
    }
    return duration;
  }

  private static Duration millis(BigDecimal count) {
    return Duration.ofMillis(count.longValue());
  }

  /** The shortest text that {@link #parsePositive} reads back. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 3_600 == 0 && seconds > 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** In seconds, with fractions. */
  public static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
