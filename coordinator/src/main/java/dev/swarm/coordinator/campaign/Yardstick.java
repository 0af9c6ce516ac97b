package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.verdict.Noise;
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
  static final Yardstick NEW = new Yardstick(Noise.UNKNOWN, OptionalDouble.empty(), 0);

  /** The best mean of a head since the last real win, {@code head} being the present one's. */
  double best(Direction direction, double head) {
    return bestPassed.isPresent() && direction.better(bestPassed.getAsDouble(), head)
        ? bestPassed.getAsDouble()
        : head;
  }

  Yardstick with(Noise measured) {
    return new Yardstick(measured, bestPassed, largestGain);
  }

  Yardstick afterRealWin(double gain) {
    return new Yardstick(noise, OptionalDouble.empty(), Math.max(largestGain, gain));
  }

  Yardstick afterSimplification(double best) {
    return new Yardstick(noise, OptionalDouble.of(best), largestGain);
  }
}
