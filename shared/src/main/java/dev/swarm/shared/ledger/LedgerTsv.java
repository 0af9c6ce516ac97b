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
    StringBuilder text = new StringBuilder(header(metric));
    for (LedgerRow row : rows) {
      text.append(row.toTsv()).append('\n');
    }
    return text.toString();
  }

  /** Its first line, with the line's end. */
  public static String header(String metric) {
    return "commit\t" + metric + "\tmemory_gb\tstatus\tdescription\n";
  }
}
