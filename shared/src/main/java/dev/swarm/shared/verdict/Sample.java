package dev.swarm.shared.verdict;

/**
 * What the runs of one configuration measured, without the runs themselves.
 *
 * @param runs how many, at least 1
 * @param mean of their metrics
 * @param squares sum of the squared deviations from the mean, 0 for a single run
 */
public record Sample(int runs, double mean, double squares) {
  public Sample {
    if (runs < 1 || !Double.isFinite(mean) || squares < 0) {
      throw new IllegalArgumentException(
          "No sample has %d runs, mean %s and squares %s.".formatted(runs, mean, squares));
    }
  }

  /** A configuration that was run once. */
  public static Sample of(double metric) {
    return new Sample(1, metric, 0);
  }

  /** With one more run (Welford 1962). */
  public Sample plus(double metric) {
    double deviation = metric - mean;
    double newMean = mean + deviation / (runs + 1);
    return new Sample(runs + 1, newMean, squares + deviation * (metric - newMean));
  }
}
