package dev.swarm.shared.phrase;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * What a description states about one knob.
 *
 * @param knob the constant's name, such as {@code MATRIX_LR}, or {@code CHANGE:something} for a
 *     change of what no constant holds
 * @param move which way it goes
 * @param before what it was, numbers in plain decimals; absent where that is not stated
 * @param after what it is set to; absent where that is not stated
 * @param factor from before to after, for a step such as a halving whose values are not stated
 */
public record Setting(
    String knob,
    Move move,
    Optional<String> before,
    Optional<String> after,
    Optional<BigDecimal> factor) {
  private static final BigDecimal MOST_OFF = new BigDecimal("0.01");

  /** A change without a number. */
  static Setting of(String knob, Move move, Optional<String> before, Optional<String> after) {
    return new Setting(knob, move, before, after, Optional.empty());
  }

  /**
   * A change of a number, with all that follows from what is stated.
   *
   * @param turn which way the words say that it goes, where they do
   * @return empty where the parts contradict one another or change nothing
   */
  static Optional<Setting> number(
      String knob,
      Optional<BigDecimal> before,
      Optional<BigDecimal> after,
      Optional<BigDecimal> factor,
      Optional<Move> turn) {
    Optional<BigDecimal> from = before;
    if (from.isEmpty() && after.isPresent() && factor.isPresent()) {
      from = Optional.of(after.get().divide(factor.get(), MathContext.DECIMAL32));
    }
    Optional<BigDecimal> to = after;
    if (to.isEmpty() && from.isPresent() && factor.isPresent()) {
      to = Optional.of(from.get().multiply(factor.get(), MathContext.DECIMAL32));
    }
    Move move = turn.orElse(Move.UNSTATED);
    if (from.isPresent() && to.isPresent()) {
      move = move(to.get().compareTo(from.get()));
      if (factor.isPresent() && !fits(from.get(), to.get(), factor.get())) {
        return Optional.empty();
      }
    } else if (factor.isPresent()) {
      move = move(factor.get().compareTo(BigDecimal.ONE));
    }
    boolean contradicts = turn.isPresent() && turn.get() != move;
    if (contradicts || move == Move.HELD) {
      return Optional.empty();
    }
    return Optional.of(
        new Setting(
            knob,
            move,
            from.map(Setting::plain),
            to.map(Setting::plain),
            to.isPresent() ? Optional.empty() : factor));
  }

  /**
   * The same with what the description leaves out, where the value that stood before is known from
   * elsewhere. What it states itself is never changed.
   */
  Setting from(String standing) {
    boolean isNumber =
        move == Move.UP || move == Move.DOWN || move == Move.UNSTATED && after.isPresent();
    if (!isNumber || before.isPresent()) {
      return this;
    }
    Optional<Move> turn = move == Move.UNSTATED ? Optional.empty() : Optional.of(move);
    return ValueKind.decimal(standing)
        .flatMap(
            value ->
                number(knob, Optional.of(value), after.flatMap(ValueKind::decimal), factor, turn))
        .orElse(this);
  }

  /** Knob and direction, or the value where it has no order: what makes two changes alike. */
  String way() {
    return move == Move.SWITCHED ? knob + " = " + after.orElseThrow() : knob + " " + move.text();
  }

  /** In one line, such as {@code MATRIX_LR 0.04 -> 0.02}. */
  public String text() {
    if (after.isEmpty()) {
      return knob + " " + factor.map(each -> "x" + plain(each)).orElse(move.text());
    }
    return switch (move) {
      case HELD -> knob + " held at " + after.get();
      case ADDED -> knob + " added at " + after.get();
      default -> knob + before.map(each -> " " + each + " -> ").orElse(" to ") + after.get();
    };
  }

  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static Move move(int sign) {
    return sign == 0 ? Move.HELD : sign > 0 ? Move.UP : Move.DOWN;
  }

  private static boolean fits(BigDecimal from, BigDecimal to, BigDecimal factor) {
    BigDecimal expected = from.multiply(factor);
    return to.subtract(expected).abs().compareTo(expected.abs().multiply(MOST_OFF)) <= 0;
  }
}
