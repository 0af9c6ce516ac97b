package dev.swarm.shared.knob;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and sets knobs in a source text, in any language that writes a constant as a name and a
 * value on one line: {@code static final double LR = 0.04;}, {@code LR = 0.04 # note}, {@code LR:
 * float = 4e-2}, {@code lr: 0.04}.
 */
public final class KnobText {
  private static final Pattern STRING = Pattern.compile("([\"'])(.*)\\1");
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)([fFdDlL]?)");

  /** What begins a line that names a constant before a colon and sets nothing. */
  private static final String STATEMENTS =
      "if|elif|else|while|for|with|case|switch|return|assert|lambda|def|class|print";

  private static final Pattern POWER_OF_TWO =
      Pattern.compile("(2[ \\t]*\\*\\*[ \\t]*|1[ \\t]*<<[ \\t]*)\\d+");
  private static final Pattern PLAIN_WHOLE = Pattern.compile("[1-9]\\d*");

  private KnobText() {}

  /**
   * The value of a knob, without quotes or type suffix.
   *
   * @throws KnobException when the text does not set it exactly once
   */
  public static String read(String text, String knob) {
    return bare(find(text, knob).group("value"));
  }

  /**
   * The text with knobs set to new values; quotes, type suffixes and comments stay, and so do the
   * manner of writing true and false and a power of two: 262144 in the place of {@code 2**19} is
   * {@code 2**18}.
   *
   * @throws KnobException when the text does not set one of them exactly once
   */
  public static String set(String text, Map<String, String> values) {
    String edited = text;
    for (Map.Entry<String, String> each : values.entrySet()) {
      Matcher found = find(edited, each.getKey());
      edited =
          edited.substring(0, found.start("value"))
              + dressed(each.getValue(), found.group("value"))
              + edited.substring(found.end("value"));
    }
    return edited;
  }

  /** Whether two values are the same: {@code 0.040} is {@code 0.04}. */
  public static boolean same(String one, String other) {
    return canonical(one).equals(canonical(other));
  }

  /**
   * One spelling for each value: numbers and expressions of them in their shortest form, true and
   * false as Java writes them, anything else as it is.
   */
  public static String canonical(String value) {
    if (isBoolean(value)) {
      return value.toLowerCase(Locale.ROOT);
    }
    return number(value).map(each -> each.stripTrailingZeros().toString()).orElse(value);
  }

  /** What a value comes to: {@code 2**19} is 524288. Nothing where it is no number. */
  public static Optional<BigDecimal> number(String value) {
    return ConstantExpression.value(value);
  }

  private static Matcher find(String text, String knob) {
    // Up to the name only words, so that a comparison or a use in an expression does not count.
    Matcher matcher =
        Pattern.compile(
                "^[ \\t]*(?!(?:"
                    + STATEMENTS
                    + ")\\b)(?:\\w[\\w.<>\\[\\]]*[ \\t]+)*"
                    + Pattern.quote(knob)
                    + "[ \\t]*(?::[ \\t]*[\\w.\\[\\]]+[ \\t]*=(?!=)|=(?!=)|:(?!=))[ \\t]*"
                    + "(?=[^\\s;#])"
                    + "(?<value>\"[^\"\\n]*\"|'[^'\\n]*'|[^;#\\n]*?)[ \\t]*"
                    // Before a number two slashes divide, as in Python; else they begin a comment.
                    + "(?:;|#|//(?![ \\t]*\\d+[ \\t]*(?:#|$))|$)",
                Pattern.MULTILINE)
            .matcher(text);
    if (!matcher.find()) {
      throw new KnobException("The knob '%s' is not set in the mutable file.".formatted(knob));
    }
    int second = matcher.end();
    if (matcher.find(second)) {
      throw new KnobException(
          "The knob '%s' is set more than once in the mutable file.".formatted(knob));
    }
    matcher.find(0);
    return matcher;
  }

  private static String bare(String literal) {
    Matcher string = STRING.matcher(literal);
    if (string.matches()) {
      return string.group(2);
    }
    Matcher number = NUMBER.matcher(literal);
    return number.matches() ? number.group(1) : literal;
  }

  /** The new value in the old one's manner. */
  private static String dressed(String value, String old) {
    Matcher string = STRING.matcher(old);
    if (string.matches()) {
      return string.group(1) + value + string.group(1);
    }
    if (isBoolean(old) && isBoolean(value)) {
      String lower = value.toLowerCase(Locale.ROOT);
      return Character.isUpperCase(old.charAt(0))
          ? lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1)
          : lower;
    }
    Matcher power = POWER_OF_TWO.matcher(old);
    Optional<String> exponent = power.matches() ? exponentOfTwo(value) : Optional.empty();
    if (exponent.isPresent()) {
      return power.group(1) + exponent.get();
    }
    Matcher number = NUMBER.matcher(old);
    Matcher fresh = NUMBER.matcher(value);
    boolean bareNumber = fresh.matches() && fresh.group(2).isEmpty();
    return number.matches() && bareNumber ? value + number.group(2) : value;
  }

  private static boolean isBoolean(String value) {
    return value.equals("true")
        || value.equals("True")
        || value.equals("false")
        || value.equals("False");
  }

  private static Optional<String> exponentOfTwo(String value) {
    if (!PLAIN_WHOLE.matcher(value).matches()) {
      return Optional.empty();
    }
    BigInteger whole = new BigInteger(value);
    return whole.bitCount() == 1
        ? Optional.of(Integer.toString(whole.getLowestSetBit()))
        : Optional.empty();
  }
}
