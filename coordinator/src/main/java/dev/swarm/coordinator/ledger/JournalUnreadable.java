package dev.swarm.coordinator.ledger;

/** What is asked for stands in the journal, and that can't be read just now. */
public final class JournalUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1;

  JournalUnreadable(Exception cause) {
    super(
        "The coordinator's journal can't be read just now (%s); try again."
            .formatted(reason(cause)),
        cause);
  }

  /** A database says where it stumbled in lines of its own. */
  private static String reason(Exception cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
