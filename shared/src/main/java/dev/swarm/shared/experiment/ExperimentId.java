package dev.swarm.shared.experiment;

import dev.swarm.shared.campaign.MachineName;
import java.util.Optional;

/**
 * An experiment's id, {@code m4max-7}: unique in its campaign.
 *
 * @param machine that runs it
 * @param number from 0, the baseline, growing by one on each machine; some are never run
 */
public record ExperimentId(MachineName machine, int number) {
  public ExperimentId {
    if (number < 0) {
      throw new IllegalArgumentException("An experiment's number can't be below zero: " + number);
    }
  }

  /** Reads what {@link #toString} writes; absent for anything else. */
  public static Optional<ExperimentId> find(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException with a sentence for anything else
   */
  public static ExperimentId parse(String text) {
    int dash = text.lastIndexOf('-');
    try {
      return new ExperimentId(
          new MachineName(text.substring(0, Math.max(dash, 0))),
          Integer.parseInt(text.substring(dash + 1)));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "'%s' is no experiment; ids look like m4max-7.".formatted(text));
    }
  }

  @Override
  public String toString() {
    return machine + "-" + number;
  }
}
