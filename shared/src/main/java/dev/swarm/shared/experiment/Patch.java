package dev.swarm.shared.experiment;

/**
 * What a row of commits changes of the mutable files, each the parent of the next. It is carried by
 * a three-way merge, so both commits have to be in the hub.
 *
 * @param first 40 hex digits; the change begins at its parent
 * @param last 40 hex digits; {@code first} again where there is one only
 */
public record Patch(String first, String last) {
  /** What one commit changes. */
  public static Patch of(String commit) {
    return new Patch(commit, commit);
  }

  /** From where this begins to where a later one ends. */
  public Patch through(Patch later) {
    return new Patch(first, later.last);
  }
}
