package dev.swarm.coordinator.init;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes knobs of a source text's constants, each with a range around its value: wide enough for a
 * search to find something, narrow enough that most of it runs. What no range can be guessed for is
 * left out, and said.
 */
final class KnobFinder {
  /**
   * @param leftOut the constants that were not taken, each with the reason
   */
  record Found(List<Knob> knobs, List<String> leftOut) {}

  /** Facts of the host, the data or the evaluation, and what only names or seeds something. */
  private static final Pattern NO_KNOB =
      Pattern.compile(
          "(?:.*_)?(?:FLOPS|PEAK|SEED|PATH|DIR|FILE|FILENAME|URL|HOST|PORT|VERSION|DTYPE|DEVICE|BUDGET|SECONDS|TIMEOUT|VOCAB|VOCAB_SIZE|SEQ_LEN|TOKENS|EVAL|VAL|TEST|SHARD|SHARDS|WORKERS|THREADS|INTERVAL|EVERY|EXCLUDE|LOG|PRINT|DEBUG|VERBOSE|USE_CUDA|USE_MPS|PI|EPS|EPSILON)(?:_.*)?");

  /** Though such a word is in the name. */
  private static final Pattern KNOB_ALL_THE_SAME =
      Pattern.compile("DEVICE_BATCH_SIZE|(?:ADAM_|OPT\\w*_)?EPS(?:ILON)?|WINDOW_SEQ_LEN");

  private static final Pattern SHARE =
      Pattern.compile(
          "(?:.*_)?(?:RATIO|FRAC|FRACTION|DROPOUT|PROB|SHARE|DECAY|MOMENTUM|BETA\\d?)(?:_.*)?");
  private static final Pattern NEAR_ONE = Pattern.compile("(?:.*_)?(?:MOMENTUM|BETA\\d?)(?:_.*)?");
  private static final Pattern ALTERNATIVES =
      Pattern.compile("(?:#|//).*?((?:[\"']?[\\w.-]+[\"']?\\s*[|/]\\s*)+[\"']?[\\w.-]+[\"']?)");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal FOUR = BigDecimal.valueOf(4);
  private static final BigDecimal SMALL_SHARE = new BigDecimal("0.2");
  private static final MathContext TWO_DIGITS = new MathContext(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal LARGEST_WHOLE = BigDecimal.valueOf(1L << 40);
  private static final int LINEAR_UP_TO = 32;

  /** A count of layers is seldom as large, and none needs to be a power of two. */
  private static final int SURE_POWER = 64;

  /** What grows with the machine, so that half of it means half anywhere. */
  private static final Pattern RELATIVE =
      Pattern.compile(".*(BATCH.*|DEPTH|N_LAYERS?|NUM_LAYERS?)", Pattern.CASE_INSENSITIVE);

  private static final Pattern SIZE =
      Pattern.compile("(?:.*_)?(?:BATCH|SIZE|DIM|WIDTH|HIDDEN|CHANNELS|EMBD|UNITS|BLOCK)(?:_.*)?");

  private KnobFinder() {}

  static Found find(String text) {
    List<Knob> knobs = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Constants.Constant constant : Constants.of(text)) {
      String name = constant.name();
      if (NO_KNOB.matcher(name).matches() && !KNOB_ALL_THE_SAME.matcher(name).matches()) {
        leftOut.add(name + " (by its name)");
        continue;
      }
      knob(constant).ifPresentOrElse(knobs::add, () -> leftOut.add(name + " " + kind(constant)));
    }
    return new Found(knobs, leftOut);
  }

  private static String kind(Constants.Constant constant) {
    if (constant.isText()) {
      return "(a text)";
    }
    return KnobText.number(constant.literal()).isPresent()
        ? "(%s tells no range)".formatted(constant.literal())
        : "(no single value)";
  }

  private static Optional<Knob> knob(Constants.Constant constant) {
    String name = constant.name();
    String literal = constant.literal();
    if (constant.isText()) {
      return choice(constant);
    }
    if (literal.matches("[Tt]rue|[Ff]alse")) {
      return Optional.of(new Knob.Choice(name, List.of("false", "true")));
    }
    Optional<BigDecimal> number = KnobText.number(literal);
    if (number.isEmpty() || number.get().signum() < 0) {
      return Optional.empty();
    }
    BigDecimal value = number.get();
    boolean whole = !literal.matches(".*[.eE].*") && value.stripTrailingZeros().scale() <= 0;
    return whole ? whole(name, literal, value) : fraction(name, value);
  }

  /** Only where the comment lists what it may be: {@code ACT = "relu" # relu | gelu}. */
  private static Optional<Knob> choice(Constants.Constant constant) {
    Matcher listed = ALTERNATIVES.matcher(constant.line());
    if (!listed.find()) {
      return Optional.empty();
    }
    List<String> choices = new ArrayList<>();
    for (String each : listed.group(1).split("[|/]")) {
      choices.add(each.strip().replaceAll("^[\"']|[\"']$", ""));
    }
    return choices.contains(constant.literal()) && choices.size() > 1
        ? Optional.of(new Knob.Choice(constant.name(), choices.stream().distinct().toList()))
        : Optional.empty();
  }

  private static Optional<Knob> whole(String name, String literal, BigDecimal value) {
    if (value.signum() == 0 || value.compareTo(LARGEST_WHOLE) > 0) {
      return Optional.empty();
    }
    long whole = value.longValueExact();
    boolean power = whole > 1 && Long.bitCount(whole) == 1;
    if (power && (whole >= SURE_POWER || SIZE.matcher(name).matches())) {
      List<String> powers = powersOfTwo(literal, Long.numberOfTrailingZeros(whole));
      return Optional.of(
          new Knob.Choice(name, powers, RELATIVE.matcher(name).matches(), Optional.empty()));
    }
    long min = Math.max(1, whole / 2);
    long max = Math.max(whole * 2, whole + 2);
    return Optional.of(
        new Knob.Numeric(
            name,
            true,
            min,
            max,
            max > LINEAR_UP_TO ? Knob.Scale.LOG : Knob.Scale.LINEAR,
            RELATIVE.matcher(name).matches(),
            Optional.empty()));
  }

  /**
   * Batches and widths are powers of two for a reason: most other values would not run. Larger ones
   * cost memory and steps, so there are fewer of them.
   */
  private static List<String> powersOfTwo(String literal, int exponent) {
    List<String> powers = new ArrayList<>();
    for (int each = Math.max(0, exponent - 2); each <= exponent + 1; each++) {
      powers.add(literal.contains("**") ? "2**" + each : Long.toString(1L << each));
    }
    return powers;
  }

  private static Optional<Knob> fraction(String name, BigDecimal value) {
    boolean share = SHARE.matcher(name).matches() && value.compareTo(BigDecimal.ONE) <= 0;
    if (value.signum() == 0) {
      return share ? Optional.of(linear(name, BigDecimal.ZERO, SMALL_SHARE)) : Optional.empty();
    }
    if (share && NEAR_ONE.matcher(name).matches() && value.compareTo(HALF) > 0) {
      BigDecimal rest = BigDecimal.ONE.subtract(value);
      BigDecimal min = BigDecimal.ONE.subtract(rest.multiply(FOUR)).max(BigDecimal.ZERO);
      return Optional.of(
          linear(name, min, BigDecimal.ONE.subtract(rest.divide(FOUR, MathContext.DECIMAL64))));
    }
    if (share) {
      return Optional.of(
          linear(name, value.divide(FOUR, TWO_DIGITS), value.multiply(TWO).min(BigDecimal.ONE)));
    }
    return Optional.of(
        new Knob.Numeric(
            name,
            false,
            value.divide(FOUR, TWO_DIGITS).doubleValue(),
            value.multiply(FOUR).round(TWO_DIGITS).doubleValue(),
            Knob.Scale.LOG));
  }

  private static Knob linear(String name, BigDecimal min, BigDecimal max) {
    return new Knob.Numeric(name, false, min.doubleValue(), max.doubleValue(), Knob.Scale.LINEAR);
  }
}
