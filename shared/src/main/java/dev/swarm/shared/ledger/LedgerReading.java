package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.List;

/**
 * A ledger that was read: every line that is neither blank nor a header is in one of the lists.
 *
 * @param rows in the file's order
 * @param notUnderstood in the file's order
 */
public record LedgerReading(List<ImportedRow> rows, List<NotUnderstood> notUnderstood) {
  public LedgerReading {
    rows = List.copyOf(rows);
    notUnderstood = List.copyOf(notUnderstood);
  }

  /** The keys of its segments, in the file's order. */
  public List<String> segments() {
    return rows.stream().map(ImportedRow::segment).distinct().toList();
  }

  /** Only the rows of one segment. */
  public LedgerReading segment(String segment) {
    return new LedgerReading(
        rows.stream().filter(each -> each.segment().equals(segment)).toList(), notUnderstood);
  }

  /** How many rows have a status. */
  public int count(Status status) {
    return (int) rows.stream().filter(each -> each.row().status() == status).count();
  }
}
