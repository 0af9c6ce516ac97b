package dev.swarm.coordinator.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * Asks for the newest lines among some.
 *
 * @param branch only its lines; absent for all
 * @param rungs whether what was measured on other rungs is among them
 * @param tooLate whether outcomes that came too late to count are among them
 * @param before only lines whose position is lower
 * @param since only lines of this moment or later
 * @param limit at most so many, from 1
 */
public record PageRequest(
    Optional<String> branch,
    boolean rungs,
    boolean tooLate,
    long before,
    Instant since,
    int limit) {
  /** Whether a line is of a kind that is asked for. */
  boolean wants(LedgerLine line) {
    return (rungs || !(line instanceof RungRecord)) && (tooLate || !(line instanceof LateOutcome));
  }
}
