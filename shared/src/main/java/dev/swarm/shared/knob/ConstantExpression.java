package dev.swarm.shared.knob;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * The value of a constant expression of numbers, as a person writes a batch size: {@code 2**19},
 * {@code 1 << 17}, {@code 64 * 1_024}, {@code -(3 + 0.5)}, {@code 1e-4}. What holds a name, a call
 * or a division that does not come out has no value here. Exact; pure.
 */
final class ConstantExpression {
  /** Above any use; a larger exponent would take long to work out. */
  private static final int HIGHEST_EXPONENT = 1_000;

  private final String text;
  private int at;

  private ConstantExpression(String text) {
    this.text = text;
  }

  /** The value, or nothing where the text is no such expression. */
  static Optional<BigDecimal> value(String text) {
    try {
      ConstantExpression expression = new ConstantExpression(text);
      BigDecimal value = expression.shift();
      expression.skipBlanks();
      return expression.at == text.length() ? Optional.of(value) : Optional.empty();
    } catch (ArithmeticException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  private BigDecimal shift() {
    BigDecimal value = sum();
    while (take("<<")) {
      int places = exponent(sum());
      value = new BigDecimal(value.toBigIntegerExact().shiftLeft(places));
    }
    return value;
  }

  private BigDecimal sum() {
    BigDecimal value = product();
    while (true) {
      if (take("+")) {
        value = value.add(product());
      } else if (take("-")) {
        value = value.subtract(product());
      } else {
        return value;
      }
    }
  }

  private BigDecimal product() {
    BigDecimal value = signed();
    while (true) {
      if (take("//")) {
        BigInteger[] parts =
            value.toBigIntegerExact().divideAndRemainder(signed().toBigIntegerExact());
        if (parts[1].signum() != 0) {
          throw new ArithmeticException("does not come out");
        }
        value = new BigDecimal(parts[0]);
      } else if (take("/")) {
        // Thrown where it never ends: the source would round it, and so differ from what is shown.
        value = value.divide(signed());
      } else if (take("*")) {
        value = value.multiply(signed());
      } else {
        return value;
      }
    }
  }

  private BigDecimal signed() {
    if (take("-")) {
      return signed().negate();
    }
    return take("+") ? signed() : power();
  }

  private BigDecimal power() {
    BigDecimal base = atom();
    if (!take("**")) {
      return base;
    }
    int exponent = exponent(signed());
    return exponent >= 0
        ? base.pow(exponent)
        : BigDecimal.ONE.divide(base.pow(-exponent), MathContext.UNLIMITED);
  }

  private BigDecimal atom() {
    if (take("(")) {
      BigDecimal value = shift();
      if (!take(")")) {
        throw new NumberFormatException("no closing bracket");
      }
      return value;
    }
    skipBlanks();
    int start = at;
    while (at < text.length() && isPartOfNumber(start)) {
      at++;
    }
    String number = text.substring(start, at);
    if (number.startsWith("_") || number.endsWith("_")) {
      throw new NumberFormatException(number);
    }
    return new BigDecimal(number.replace("_", ""));
  }

  private boolean isPartOfNumber(int start) {
    char c = text.charAt(at);
    if (c >= '0' && c <= '9' || c == '.' || c == '_') {
      return true;
    }
    boolean afterExponent =
        at > start && Character.toLowerCase(text.charAt(at - 1)) == 'e' && (c == '-' || c == '+');
    return afterExponent || at > start && (c == 'e' || c == 'E');
  }

  private static int exponent(BigDecimal value) {
    int exponent = value.intValueExact();
    if (Math.abs(exponent) > HIGHEST_EXPONENT) {
      throw new ArithmeticException("too large");
    }
    return exponent;
  }

  /** Takes an operator, if it stands here and is not the beginning of a longer one. */
  private boolean take(String operator) {
    skipBlanks();
    if (!text.startsWith(operator, at)) {
      return false;
    }
    boolean longer =
        operator.length() == 1
            && "*/".contains(operator)
            && text.startsWith(operator + operator, at);
    if (!longer) {
      at += operator.length();
    }
    return !longer;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
