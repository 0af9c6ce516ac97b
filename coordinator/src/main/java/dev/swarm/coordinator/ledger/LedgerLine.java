package dev.swarm.coordinator.ledger;

import java.time.Instant;

/** What a history is made of. */
public sealed interface LedgerLine permits LedgerRecord, RungRecord, LateOutcome, ImportedRecord {
  /** The branch, or the name of an imported history, that it belongs to. */
  String branch();

  /** When it was judged, refused or imported. */
  Instant at();
}
