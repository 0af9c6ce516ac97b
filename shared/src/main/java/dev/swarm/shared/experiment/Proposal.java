package dev.swarm.shared.experiment;

/**
 * A change that somebody thinks is worth measuring.
 *
 * @param edit what changes
 * @param description one line, such as {@code MATRIX_LR 0.04 -> 0.05}
 * @param origin who proposed it
 * @param reason why, one sentence
 */
public record Proposal(Edit edit, String description, Origin origin, String reason) {
  /** The unchanged mutable files, measured before anything else. */
  public static Proposal baseline() {
    return new Proposal(
        Edit.NONE, "baseline", Origin.BASELINE, "Every machine measures its own baseline first.");
  }

  public Proposal because(String newReason) {
    return new Proposal(edit, description, origin, newReason);
  }
}
