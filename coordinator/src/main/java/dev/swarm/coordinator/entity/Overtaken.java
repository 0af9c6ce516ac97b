package dev.swarm.coordinator.entity;

/** Somebody else has written the journal where only this writer may. */
final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1;

  Overtaken() {
    super("Somebody else has written this campaign's journal.");
  }

  /** Whether that is why a life of the writer ended. */
  static boolean isBehind(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof Overtaken)) {
      cause = cause.getCause();
    }
    return cause != null;
  }
}
