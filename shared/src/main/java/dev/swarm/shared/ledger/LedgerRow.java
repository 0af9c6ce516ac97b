package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A row of {@code results.tsv}, in the specification's five columns.
 *
 * @param commit as it ran, at least 7 hex digits
 * @param metric absent for a crash, which is written as 0.000000
 * @param memoryMib peak memory in MiB, written in GiB with one decimal; absent is written as 0.0
 * @param status of the experiment
 * @param description one line; tabs and line ends in it become spaces, commas semicolons
 */
public record LedgerRow(
    String commit,
    OptionalDouble metric,
    OptionalDouble memoryMib,
    Status status,
    String description) {
  private static final int ABBREVIATED = 7;

  public LedgerRow {
    if (commit.length() < ABBREVIATED) {
      throw new IllegalArgumentException(
          "'%s' is too short for a commit; a ledger needs at least 7 hex digits."
              .formatted(commit));
    }
  }

  String toTsv() {
    return String.join(
        "\t",
        commit.substring(0, ABBREVIATED),
        String.format(Locale.ROOT, "%.6f", metric.orElse(0)),
        String.format(Locale.ROOT, "%.1f", memoryMib.orElse(0) / 1024),
        status.text(),
        description.replaceAll("[\\t\\r\\n]+", " ").replace(',', ';').strip());
  }
}
