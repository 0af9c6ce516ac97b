package dev.swarm.coordinator.simulation;

/** Something that must hold at every moment did not. */
public final class InvariantViolation extends RuntimeException {
  private static final long serialVersionUID = 1;

  InvariantViolation(Invariant invariant, Object found) {
    super("%s: it must hold that %s; seen at %s".formatted(invariant, invariant.sentence(), found));
  }

  private InvariantViolation(String message, Throwable cause) {
    super(message, cause);
  }

  /** With the moment and the command that leads to it again. */
  static InvariantViolation in(SimulationOptions options, long atMillis, RuntimeException failure) {
    return new InvariantViolation(
        "After %.3f virtual hours: %s%nSee it again with: %s"
            .formatted(
                atMillis / 3_600_000.0,
                failure instanceof InvariantViolation ? failure.getMessage() : failure.toString(),
                options.command()),
        failure);
  }
}
