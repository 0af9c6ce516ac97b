package dev.swarm.shared.text;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in bytes as people write them: {@code 64MiB}, {@code 4GiB}, {@code 1.5GB}, {@code 512B}.
 */
public final class Sizes {
  private static final Pattern TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]i?)?B");
  private static final String PREFIXES = "KMGT";

  private Sizes() {}

  /**
   * Reads a size of at least one byte; {@code KiB} is 1,024 bytes, {@code KB} is 1,000.
   *
   * @throws IllegalArgumentException with a sentence that begins with the text in quotes
   */
  public static long parsePositive(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s'; write a number and a unit, such as 64MiB or 4GiB.".formatted(text));
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit(matcher.group(2)));
    if (bytes.compareTo(BigDecimal.ONE) < 0
        || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "'%s'; it must be at least one byte and at most 8388607TiB.".formatted(text));
    }
    return bytes.longValue();
  }

  private static BigDecimal unit(String prefix) {
    if (prefix == null) {
      return BigDecimal.ONE;
    }
    BigDecimal step = BigDecimal.valueOf(prefix.endsWith("i") ? 1_024 : 1_000);
    return step.pow(PREFIXES.indexOf(prefix.charAt(0)) + 1);
  }

  /** The shortest text in binary units that {@link #parsePositive} reads back. */
  public static String format(long bytes) {
    long count = bytes;
    int steps = 0;
    while (steps < PREFIXES.length() && count != 0 && count % 1_024 == 0) {
      count /= 1_024;
      steps++;
    }
    return steps == 0 ? count + "B" : count + PREFIXES.substring(steps - 1, steps) + "iB";
  }
}
