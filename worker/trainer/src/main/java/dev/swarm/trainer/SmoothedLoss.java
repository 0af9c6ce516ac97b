package dev.swarm.trainer;

/**
 * An exponential moving average of the loss with factor 0.9, divided by {@code 1 - 0.9^n} so that
 * the first steps are not drawn towards its start at 0 (the bias correction of Adam, Kingma and Ba
 * 2015).
 */
final class SmoothedLoss {
  private static final double BETA = 0.9;

  private double average;
  private double weight;

  /** Adds a step's loss and returns the smoothed loss so far. */
  double add(double loss) {
    average = BETA * average + (1 - BETA) * loss;
    weight = BETA * weight + (1 - BETA);
    return average / weight;
  }
}
