package dev.swarm.shared.search;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;

/**
 * A knob's range as a search sees it: places from 0 to 1, evenly spread as its scale says. A whole
 * number has the stretch from itself up to the next, a choice its share of the whole.
 */
final class Axis {
  /** How finely places are told apart on a range of fractions, a share of the whole. */
  static final double RESOLUTION = 0.01;

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Axis() {}

  /**
   * The stretch that one value takes up.
   *
   * @param from where it begins, from 0 to 1
   * @param to where it ends, from 0 to 1, not below {@code from}
   */
  record Stretch(double from, double to) {
    double middle() {
      return (from + to) / 2;
    }
  }

  /** The value at a place, as it is written into a mutable file. */
  static String valueAt(Knob knob, double place) {
    if (knob instanceof Knob.Choice choice) {
      int size = choice.choices().size();
      return choice.choices().get((int) Math.min(Math.floor(place * size), size - 1));
    }
    Knob.Numeric numeric = (Knob.Numeric) knob;
    return numeric.whole()
        ? Long.toString((long) wholeAt(numeric, place))
        : fraction(numeric, place);
  }

  /** Where a value lies; nothing for one that is not within the knob's range. */
  static Optional<Stretch> stretchOf(Knob knob, String value) {
    if (knob instanceof Knob.Choice choice) {
      return stretch(choice.choices(), value);
    }
    Knob.Numeric numeric = (Knob.Numeric) knob;
    return number(value)
        .filter(number -> number >= numeric.min() && number <= numeric.max())
        .map(number -> stretch(numeric, number));
  }

  /** Most are plain numbers, and of each experiment every knob is looked at. */
  private static Optional<Double> number(String value) {
    return isPlain(value)
        ? Optional.of(Double.parseDouble(value))
        : KnobText.number(value).map(BigDecimal::doubleValue);
  }

  /** Digits, and digits after a point. */
  private static boolean isPlain(String value) {
    boolean isAfterDigit = false;
    boolean isAfterPoint = false;
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      boolean isPoint = each == '.' && isAfterDigit && !isAfterPoint;
      if (!isPoint && (each < '0' || each > '9')) {
        return false;
      }
      isAfterDigit = !isPoint;
      isAfterPoint |= isPoint;
    }
    return isAfterDigit;
  }

  private static Optional<Stretch> stretch(List<String> choices, String value) {
    int index = choices.indexOf(value);
    for (int i = 0; index < 0 && i < choices.size(); i++) {
      index = KnobText.same(choices.get(i), value) ? i : -1;
    }
    double size = choices.size();
    return index < 0
        ? Optional.empty()
        : Optional.of(new Stretch(index / size, (index + 1) / size));
  }

  /** The stretch of the value at a place; of a fraction, that of its neighbourhood. */
  static Stretch stretchAt(Knob knob, double place) {
    if (knob instanceof Knob.Choice choice) {
      double size = choice.choices().size();
      double index = Math.min(Math.floor(place * size), size - 1);
      return new Stretch(index / size, (index + 1) / size);
    }
    Knob.Numeric numeric = (Knob.Numeric) knob;
    return numeric.whole()
        ? stretch(numeric, wholeAt(numeric, place))
        : new Stretch(Math.max(0, place - RESOLUTION / 2), Math.min(1, place + RESOLUTION / 2));
  }

  private static Stretch stretch(Knob.Numeric numeric, double number) {
    if (numeric.whole()) {
      double end = numeric.max() + 1;
      return new Stretch(place(numeric, end, number), place(numeric, end, number + 1));
    }
    return stretchAt(numeric, place(numeric, numeric.max(), number));
  }

  /** Each whole number stands for itself up to the next, so that the ends are as likely. */
  private static double wholeAt(Knob.Numeric numeric, double place) {
    double drawn = between(numeric, numeric.max() + 1, place);
    return Math.min(Math.floor(drawn), numeric.max());
  }

  private static String fraction(Knob.Numeric numeric, double place) {
    BigDecimal drawn = new BigDecimal(between(numeric, numeric.max(), place)).round(THREE_DIGITS);
    BigDecimal inside =
        drawn
            .max(BigDecimal.valueOf(numeric.min()))
            .min(BigDecimal.valueOf(numeric.max()))
            .stripTrailingZeros();
    return inside.toPlainString();
  }

  private static double between(Knob.Numeric numeric, double max, double place) {
    return numeric.scale() == Knob.Scale.LOG
        ? numeric.min() * Math.pow(max / numeric.min(), place)
        : numeric.min() + (max - numeric.min()) * place;
  }

  private static double place(Knob.Numeric numeric, double max, double number) {
    return numeric.scale() == Knob.Scale.LOG
        ? Math.log(number / numeric.min()) / Math.log(max / numeric.min())
        : (number - numeric.min()) / (max - numeric.min());
  }
}
