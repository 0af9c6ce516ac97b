package dev.swarm.shared.ledger;

import java.util.List;

/**
 * Writes {@code results.tsv} as the original tools read it: a header, then a line a row. {@link
 * LedgerReader} reads it back as the rows {@linkplain LedgerRow#normalised normalised}.
 */
public final class LedgerTsv {
  private LedgerTsv() {}

  /** The whole file; {@code metric} names its second column. */
  public static String render(String metric, List<LedgerRow> rows) {
    StringBuilder text =
        new StringBuilder("commit\t").append(metric).append("\tmemory_gb\tstatus\tdescription\n");
    for (LedgerRow row : rows) {
      text.append(row.toTsv()).append('\n');
    }
    return text.toString();
  }
}
