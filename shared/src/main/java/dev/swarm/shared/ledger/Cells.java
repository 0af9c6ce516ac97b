package dev.swarm.shared.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the numbers in a ledger's cells as people and programs write them. */
final class Cells {
  /** What stands for a metric that nobody measured; every tool that reads numbers reads it. */
  static final String NOT_MEASURED = "nan";

  private static final Set<String> NOTHING =
      Set.of(
          "",
          "-",
          "--",
          "\u2013",
          "\u2014",
          "n/a",
          "na",
          "nan",
          "none",
          "null",
          "nil",
          "inf",
          "-inf",
          "+inf",
          "infinity",
          "?",
          "x");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+([.,]\\d*)?|[.,]\\d+)([eE][-+]?\\d+)?");
  private static final Pattern MEMORY =
      Pattern.compile("(" + NUMBER.pattern() + ")\\s*(gib|gb|g|mib|mb|m)?");
  private static final double MEBIBYTES_PER_GIBIBYTE = 1024;

  private Cells() {}

  /** Whether the cell says in some way that there is no value. */
  static boolean isNothing(String cell) {
    return NOTHING.contains(cell.toLowerCase(Locale.ROOT));
  }

  /** The finite number in a cell, with a decimal point or a decimal comma. */
  static OptionalDouble number(String cell) {
    if (!NUMBER.matcher(cell).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(cell.replace(',', '.'));
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /**
   * Memory in MiB; its unit is the cell's own or its column's. Zero is nothing.
   *
   * @return absent when the cell holds something else
   */
  static Optional<OptionalDouble> memoryMib(String cell, boolean columnInMib) {
    if (isNothing(cell)) {
      return Optional.of(OptionalDouble.empty());
    }
    Matcher matcher = MEMORY.matcher(cell.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    OptionalDouble number = number(matcher.group(1));
    if (number.isEmpty() || number.getAsDouble() < 0) {
      return Optional.empty();
    }
    String unit = matcher.group(5);
    boolean inMib = unit == null ? columnInMib : unit.startsWith("m");
    double value = number.getAsDouble() * (inMib ? 1 : MEBIBYTES_PER_GIBIBYTE);
    return Optional.of(value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty());
  }
}
