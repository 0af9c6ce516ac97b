package dev.swarm.shared.experiment;

import java.util.Optional;

/**
 * A change that somebody thinks is worth measuring.
 *
 * @param edit what changes
 * @param description one line, such as {@code MATRIX_LR 0.04 -> 0.05}
 * @param origin who proposed it
 * @param reason why, one sentence
 * @param repairs how often its change crashed before and was mended
 * @param transplant what was carried over from elsewhere; absent for what was thought of here
 * @param climb its place on the scale ladder; absent for the branch's own rung, and for what began
 *     there
 */
public record Proposal(
    Edit edit,
    String description,
    Origin origin,
    String reason,
    int repairs,
    Optional<Transplant> transplant,
    Optional<Climb> climb) {
  /** A change that was not tried before. */
  public Proposal(Edit edit, String description, Origin origin, String reason) {
    this(edit, description, origin, reason, 0, Optional.empty(), Optional.empty());
  }

  /** A change from elsewhere. */
  public Proposal(Edit edit, String description, String reason, Transplant transplant) {
    this(
        edit, description, Origin.TRANSPLANT, reason, 0, Optional.of(transplant), Optional.empty());
  }

  /** The unchanged mutable files, measured before anything else. */
  public static Proposal baseline() {
    return new Proposal(
        Edit.NONE, "baseline", Origin.BASELINE, "Every machine measures its own baseline first.");
  }

  /**
   * The run of its incumbent that an experiment is compared with: it changes nothing.
   *
   * @param experiment the id of this proposal's
   */
  public Proposal ofIncumbent(String experiment) {
    return new Proposal(
        Edit.NONE,
        "the incumbent again, beside " + description,
        origin,
        "To compare %s with it.".formatted(experiment));
  }

  /** The same idea with another edit, because of what stands there by now. */
  public Proposal with(Edit newEdit, String newDescription) {
    return new Proposal(newEdit, newDescription, origin, reason, repairs, transplant, climb);
  }

  /** A smaller dose of the same idea, because this one crashed. */
  public Proposal mended(Edit smaller, String newDescription, String newReason) {
    return new Proposal(smaller, newDescription, origin, newReason, repairs + 1, transplant, climb);
  }

  /** The same change for another reason. */
  public Proposal because(String newReason) {
    return new Proposal(edit, description, origin, newReason, repairs, transplant, climb);
  }

  /** The same change at another place on the ladder. */
  public Proposal at(Climb place) {
    return new Proposal(edit, description, origin, reason, repairs, transplant, Optional.of(place));
  }

  /** The rung that it is to be measured on; absent for the branch's own. */
  public Optional<String> rung() {
    return climb.flatMap(Climb::rung);
  }
}
