package dev.swarm.shared.phrase;

import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.verdict.Status;

/**
 * A row of a log that is understood.
 *
 * @param row as it was imported
 * @param change what it states, with what the rows kept before it tell of the values that stood
 */
public record Tried(ImportedRow row, StatedChange change) {
  /** What came of it. */
  public Status status() {
    return row.row().status();
  }
}
