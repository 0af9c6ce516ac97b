package dev.swarm.shared.verdict;

import java.util.OptionalDouble;

/**
 * How far apart two runs of one configuration on one machine come out: pooled over everything that
 * machine ever ran more than once, whatever the configuration.
 *
 * @param squares sum of the squared deviations of the runs from their configurations' means
 * @param degrees of freedom: how many runs were repetitions
 */
public record Noise(double squares, int degrees) {
  /** Nothing was run twice yet. */
  public static final Noise UNKNOWN = new Noise(0, 0);

  /** A floor that somebody knows weighs like this many repetitions. */
  private static final int KNOWN = 1_000_000;

  public Noise {
    if (!(squares >= 0) || degrees < 0) {
      throw new IllegalArgumentException(
          "No noise has squares %s and %d degrees of freedom.".formatted(squares, degrees));
    }
  }

  /** Noise of a known floor, which later repetitions hardly move. */
  public static Noise known(double floor) {
    return new Noise(floor * floor * KNOWN, KNOWN);
  }

  /** With what one repetition adds: {@code after} is {@code before} with one more run. */
  public Noise plus(Sample before, Sample after) {
    return new Noise(squares + Math.max(0, after.squares() - before.squares()), degrees + 1);
  }

  /**
   * The noise floor: the standard deviation of a single run's metric, in the metric's unit. Empty
   * before anything was run twice.
   */
  public OptionalDouble floor() {
    return degrees == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / degrees));
  }
}
