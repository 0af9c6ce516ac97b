package dev.swarm.shared.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Over a few choices: how often each was seen, and one more spread evenly over all of them. */
final class ChoiceDensity implements Density {
  private final double[] shares;

  private ChoiceDensity(double[] shares) {
    this.shares = shares;
  }

  static ChoiceDensity estimate(int choices, double[] places, int[] counts) {
    double all = 1.0 + Arrays.stream(counts).sum();
    double[] shares = new double[choices];
    Arrays.fill(shares, 1 / (choices * all));
    for (int i = 0; i < places.length; i++) {
      shares[index(choices, places[i])] += counts[i] / all;
    }
    return new ChoiceDensity(shares);
  }

  @Override
  public double draw(RandomGenerator random) {
    double left = random.nextDouble();
    int choice = 0;
    while (choice < shares.length - 1 && left >= shares[choice]) {
      left -= shares[choice];
      choice++;
    }
    return (choice + 0.5) / shares.length;
  }

  @Override
  public double of(Axis.Stretch stretch) {
    return shares[index(shares.length, stretch.middle())];
  }

  private static int index(int choices, double place) {
    return (int) Math.min(choices - 1, Math.floor(place * choices));
  }
}
