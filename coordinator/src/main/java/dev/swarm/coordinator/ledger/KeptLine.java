package dev.swarm.coordinator.ledger;

import java.time.Instant;

/** A line as the read side keeps it, in as little memory as can be. */
interface KeptLine {
  /** As {@link LedgerLine#branch}. */
  String branch();

  /** As {@link LedgerLine#at}. */
  Instant at();

  /** Whether it is of a kind that is asked for. */
  boolean isWanted(PageRequest request);

  /** The line itself. */
  LedgerLine line();

  /** A line of which there are few. */
  record Whole(LedgerLine line) implements KeptLine {
    @Override
    public String branch() {
      return line.branch();
    }

    @Override
    public Instant at() {
      return line.at();
    }

    @Override
    public boolean isWanted(PageRequest request) {
      return request.wants(line);
    }
  }
}
