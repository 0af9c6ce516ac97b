package dev.swarm.shared.experiment;

/**
 * A change that somebody thinks is worth measuring.
 *
 * @param edit what changes
 * @param description one line, such as {@code MATRIX_LR 0.04 -> 0.05}
 * @param origin who proposed it
 * @param reason why, one sentence
 * @param repairs how often its change crashed before and was mended
 */
public record Proposal(Edit edit, String description, Origin origin, String reason, int repairs) {
  /** A change that was not tried before. */
  public Proposal(Edit edit, String description, Origin origin, String reason) {
    this(edit, description, origin, reason, 0);
  }

  /** The unchanged mutable files, measured before anything else. */
  public static Proposal baseline() {
    return new Proposal(
        Edit.NONE, "baseline", Origin.BASELINE, "Every machine measures its own baseline first.");
  }

  /** The same change for another reason. */
  public Proposal because(String newReason) {
    return new Proposal(edit, description, origin, newReason, repairs);
  }
}
