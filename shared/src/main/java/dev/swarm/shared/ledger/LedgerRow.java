package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A row of {@code results.tsv}, in the specification's five columns.
 *
 * @param commit as it ran, 40 hex digits, of which 7 are written; in a ledger that was read,
 *     whatever its first column says: 7 hex digits, {@code baseline}, {@code 001}, nothing
 * @param metric absent when nothing was measured: written as 0.000000 for a crash, else as nan
 * @param memoryMib peak memory in MiB, written in GiB with one decimal; absent is written as 0.0
 * @param status of the experiment
 * @param description one line
 */
public record LedgerRow(
    String commit,
    OptionalDouble metric,
    OptionalDouble memoryMib,
    Status status,
    String description) {
  private static final int ABBREVIATED = 7;
  private static final Pattern FULL_COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** What would end a row or a cell, or be taken for white space when it is read again. */
  private static final Pattern BREAKS =
      Pattern.compile("[\\s\\h\\v\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\uFEFF]+");

  public LedgerRow {
    if (metric.isPresent() && !Double.isFinite(metric.getAsDouble())) {
      throw new IllegalArgumentException("A ledger's metric must be finite: " + metric);
    }
  }

  /**
   * As it is once it was written and read again: commit abbreviated, six decimals, memory in tenths
   * of a GiB, texts on one line, commas as semicolons, and double quotes as single ones, which no
   * reader takes for quoting. Doing it again changes nothing.
   */
  public LedgerRow normalised() {
    return new LedgerRow(
        FULL_COMMIT.matcher(commit).matches() ? commit.substring(0, ABBREVIATED) : cell(commit),
        normalisedMetric(),
        normalisedMemory(),
        status,
        cell(description));
  }

  public String toTsv() {
    LedgerRow row = normalised();
    String unmeasured = status == Status.CRASH ? metricText(0) : Cells.NOT_MEASURED;
    return String.join(
        "\t",
        row.commit,
        row.metric.isPresent() ? metricText(row.metric.getAsDouble()) : unmeasured,
        gibibytes(row.memoryMib.orElse(0)),
        status.text(),
        row.description);
  }

  private OptionalDouble normalisedMetric() {
    if (metric.isEmpty()) {
      return metric;
    }
    double written = positiveZero(Double.parseDouble(metricText(metric.getAsDouble())));
    return status == Status.CRASH && written == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(written);
  }

  private OptionalDouble normalisedMemory() {
    double written = 1024 * Double.parseDouble(gibibytes(memoryMib.orElse(0)));
    return written > 0 ? OptionalDouble.of(written) : OptionalDouble.empty();
  }

  private static String metricText(double metric) {
    return String.format(Locale.ROOT, "%.6f", positiveZero(metric));
  }

  private static String gibibytes(double mebibytes) {
    return String.format(Locale.ROOT, "%.1f", Math.max(0, mebibytes) / 1024);
  }

  private static double positiveZero(double value) {
    return value == 0 ? 0.0 : value;
  }

  private static String cell(String text) {
    return BREAKS.matcher(text).replaceAll(" ").replace(',', ';').replace('"', '\'').strip();
  }
}
