package dev.swarm.shared.verdict;

import dev.swarm.shared.campaign.Direction;
import java.util.OptionalDouble;

/**
 * What a machine's history says about a new number.
 *
 * @param noise pooled over everything the machine ever ran more than once
 * @param bestPassed the best mean of the heads since the last real win that are heads no more;
 *     absent right after a real win
 * @param largestGain the largest improvement that was ever kept here, 0 when there is none
 */
public record Yardstick(Noise noise, OptionalDouble bestPassed, double largestGain) {
  /** Nothing was run yet. */
  public static final Yardstick NEW = new Yardstick(Noise.UNKNOWN, OptionalDouble.empty(), 0);

  /** The best mean of a head since the last real win, {@code head} being the present one's. */
  public double best(Direction direction, double head) {
    return bestPassed.isPresent() && direction.better(bestPassed.getAsDouble(), head)
        ? bestPassed.getAsDouble()
        : head;
  }

  /** After a run that was a repetition. */
  public Yardstick with(Noise measured) {
    return new Yardstick(measured, bestPassed, largestGain);
  }

  /**
   * After the branch moved to another head.
   *
   * @param old metric of the head before
   * @param now metric of the new head
   * @param realWin whether it is better, and not merely as good and simpler
   */
  public Yardstick advanced(Direction direction, double old, double now, boolean realWin) {
    return realWin
        ? new Yardstick(
            noise, OptionalDouble.empty(), Math.max(largestGain, direction.improvement(now, old)))
        : new Yardstick(noise, OptionalDouble.of(best(direction, old)), largestGain);
  }
}
