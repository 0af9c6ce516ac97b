package dev.swarm.shared.experiment;

/**
 * How much an experiment changes of the mutable files, counted as {@code git diff} does.
 *
 * @param added lines, 0 or more
 * @param removed lines, 0 or more
 */
public record LineChange(int added, int removed) {
  public LineChange {
    if (added < 0 || removed < 0) {
      throw new IllegalArgumentException(
          "No change adds %d and removes %d lines.".formatted(added, removed));
    }
  }

  /** How many lines there are more than before; negative when there are fewer. */
  public int net() {
    return added - removed;
  }
}
