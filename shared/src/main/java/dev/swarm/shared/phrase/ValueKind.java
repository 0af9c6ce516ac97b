package dev.swarm.shared.phrase;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How the values of a knob are written in descriptions; the table says what each kind is for. */
enum ValueKind {
  NUMBER,
  AMOUNT,
  RATIO,
  CAP,
  MULTIPLE,
  TIMES,
  DERIVED,
  TOKENS,
  BATCH,
  LETTERS,
  LABEL;

  private static final String DECIMAL = "[-+]?(?:\\d{1,12}(?:\\.\\d{1,12})?|\\.\\d{1,12})";
  private static final String ANY_NUMBER =
      "(?:2\\^\\d{1,2}|\\d{1,6}/\\d{1,6}|" + DECIMAL + "(?:e[-+]?\\d{1,2}|%|[km])?)";
  private static final String NEVER = "(?!)";
  private static final MathContext SIX_DIGITS = new MathContext(6);
  private static final Pattern POWER = Pattern.compile("2\\^(\\d+)");
  private static final Pattern SUFFIXED = Pattern.compile("(.*)([km%])");
  private static final BigDecimal LEAST_BATCH = BigDecimal.valueOf(4_096);
  private static final int HIGHEST_POWER = 40;

  /**
   * The kind that the table names so.
   *
   * @throws IllegalArgumentException with a sentence that names the line, where it names none
   */
  static ValueKind of(String name, TableLine line) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> line.wrong("has no kind of value in '%s'.".formatted(name)));
  }

  /** A number of any kind, as a regular expression on plain text. */
  static String anyNumber() {
    return ANY_NUMBER;
  }

  /** A value, as a regular expression on plain text. */
  String value() {
    return switch (this) {
      case NUMBER, AMOUNT, RATIO, CAP, DERIVED -> ANY_NUMBER;
      case MULTIPLE -> ANY_NUMBER + "x?";
      case TIMES -> DECIMAL + "x";
      case TOKENS, BATCH -> "(?:2\\^\\d{1,2}|\\d{1,12}[km]?)";
      case LETTERS -> "[sl]+";
      case LABEL -> "\\d{1,12}";
    };
  }

  /** A factor such as 1.5x, where that is not a value. */
  String times() {
    return isNumber() && this != MULTIPLE && this != TIMES ? DECIMAL + "x" : NEVER;
  }

  /** A factor such as 1.5x or 1.5. */
  String factor() {
    return isNumber() ? DECIMAL + "x?" : NEVER;
  }

  /** A value that may stand before the knob's name. */
  String amount() {
    return switch (this) {
      case NUMBER, AMOUNT, RATIO -> DECIMAL + "%";
      case LETTERS -> value();
      default -> NEVER;
    };
  }

  boolean isNumber() {
    return this != LETTERS && this != LABEL;
  }

  /** The number that a value's text is; empty where it is none of this kind. */
  Optional<BigDecimal> number(String text) {
    return switch (this) {
      case TOKENS -> tokens(text);
      case BATCH -> tokens(text).filter(each -> each.compareTo(LEAST_BATCH) >= 0);
      case RATIO -> plainNumber(text).filter(each -> each.compareTo(BigDecimal.ONE) <= 0);
      default -> plainNumber(withoutTimes(text));
    };
  }

  /** Whether it is nothing at 0, so that adding it is a step up from there. */
  boolean isNothingAtZero() {
    return this == AMOUNT || this == RATIO;
  }

  /** The text of a value without order. */
  String label(String text) {
    return this == LETTERS ? text.toUpperCase(Locale.ROOT) : text;
  }

  /** The number in a factor's text; empty for none that scales. */
  static Optional<BigDecimal> factor(String text) {
    return plainNumber(withoutTimes(text)).filter(each -> each.signum() > 0);
  }

  static Optional<BigDecimal> decimal(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException label) {
      return Optional.empty();
    }
  }

  /** A number as people write one: with a suffix, as a power of two or as a fraction. */
  static Optional<BigDecimal> plainNumber(String text) {
    Matcher power = POWER.matcher(text);
    if (power.matches()) {
      return Optional.of(new BigDecimal(BigInteger.TWO.pow(Integer.parseInt(power.group(1)))));
    }
    int slash = text.indexOf('/');
    if (slash > 0) {
      BigDecimal divisor = new BigDecimal(text.substring(slash + 1));
      return divisor.signum() == 0
          ? Optional.empty()
          : Optional.of(new BigDecimal(text.substring(0, slash)).divide(divisor, SIX_DIGITS));
    }
    Matcher suffixed = SUFFIXED.matcher(text);
    if (!suffixed.matches()) {
      return decimal(text);
    }
    int digits =
        switch (suffixed.group(2)) {
          case "k" -> 3;
          case "m" -> 6;
          default -> -2;
        };
    return decimal(suffixed.group(1)).map(each -> each.scaleByPowerOfTen(digits));
  }

  /** 524K is 2^19: batches are powers of two, and people round them. */
  private static Optional<BigDecimal> tokens(String text) {
    Matcher suffixed = SUFFIXED.matcher(text);
    if (!suffixed.matches()) {
      return plainNumber(text);
    }
    BigDecimal written = new BigDecimal(suffixed.group(1));
    int steps = suffixed.group(2).equals("k") ? 1 : 2;
    BigDecimal binary = written.multiply(BigDecimal.valueOf(1_024).pow(steps));
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(3 * steps);
    return powersOfTwo()
        .filter(power -> power.compareTo(binary) == 0)
        .findFirst()
        .or(() -> powersOfTwo().filter(power -> rounds(written, power, unit)).findFirst());
  }

  private static Stream<BigDecimal> powersOfTwo() {
    return IntStream.rangeClosed(0, HIGHEST_POWER)
        .mapToObj(exponent -> new BigDecimal(BigInteger.TWO.pow(exponent)));
  }

  /** Whether a power is written so when it is rounded or cut off. */
  private static boolean rounds(BigDecimal written, BigDecimal power, BigDecimal unit) {
    BigDecimal units = power.divide(unit);
    return units.setScale(0, RoundingMode.HALF_UP).compareTo(written) == 0
        || units.setScale(0, RoundingMode.DOWN).compareTo(written) == 0 && written.signum() > 0;
  }

  private static String withoutTimes(String text) {
    return text.endsWith("x") ? text.substring(0, text.length() - 1) : text;
  }
}
