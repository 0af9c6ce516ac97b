package dev.swarm.shared.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Over a range: a normal distribution around each place that was seen, cut off at the range's ends,
 * and one over the whole range that stands for what nobody has seen. Each is as wide as the way to
 * the farther of its neighbours, within bounds that grow narrower with what was seen (Bergstra,
 * Bardenet, Bengio and Kégl 2011, section 4).
 */
final class ParzenDensity implements Density {
  private static final double MIDDLE = 0.5;
  private static final double NARROWEST = 0.01;

  private final double[] centres;
  private final double[] widths;

  /** Of each, what part of all draws is its own. */
  private final double[] shares;

  /** Of each, its share over how much of it lies within the range. */
  private final double[] weights;

  private ParzenDensity(double[] centres, double[] widths, double[] shares) {
    this.centres = centres;
    this.widths = widths;
    this.shares = shares;
    this.weights = new double[centres.length];
    Arrays.setAll(weights, i -> shares[i] / (below(i, 1) - below(i, 0)));
  }

  /**
   * @param places in ascending order
   * @param counts how many were seen at each
   */
  static ParzenDensity estimate(double[] places, int[] counts) {
    int found = Arrays.binarySearch(places, MIDDLE);
    int whole = found < 0 ? -found - 1 : found;
    int size = places.length + 1;
    double[] centres = new double[size];
    double[] shares = new double[size];
    double all = 1.0 + Arrays.stream(counts).sum();
    for (int i = 0; i < size; i++) {
      int seen = i < whole ? i : i - 1;
      centres[i] = i == whole ? MIDDLE : places[seen];
      shares[i] = (i == whole ? 1 : counts[seen]) / all;
    }
    double narrowest = Math.max(NARROWEST, 1 / (1 + all));
    double[] widths = new double[size];
    for (int i = 0; i < size; i++) {
      double left = i > 0 ? centres[i] - centres[i - 1] : 0;
      double right = i < size - 1 ? centres[i + 1] - centres[i] : 0;
      widths[i] = i == whole ? 1 : Math.max(narrowest, Math.max(left, right));
    }
    return new ParzenDensity(centres, widths, shares);
  }

  @Override
  public double draw(RandomGenerator random) {
    double left = random.nextDouble();
    int drawn = 0;
    while (drawn < shares.length - 1 && left >= shares[drawn]) {
      left -= shares[drawn];
      drawn++;
    }
    // At least a third of each lies within the range, for its centre does and it is no wider.
    double place;
    do {
      place = centres[drawn] + widths[drawn] * random.nextGaussian();
    } while (place < 0 || place > 1);
    return place;
  }

  @Override
  public double of(Axis.Stretch stretch) {
    double density = 0;
    for (int i = 0; i < centres.length; i++) {
      double reach = NormalTable.REACH * widths[i];
      if (stretch.from() < centres[i] + reach && stretch.to() > centres[i] - reach) {
        density += weights[i] * (below(i, stretch.to()) - below(i, stretch.from()));
      }
    }
    return density;
  }

  /** What part of one of them lies below a place. */
  private double below(int i, double place) {
    return NormalTable.below((place - centres[i]) / widths[i]);
  }

  /** The standard normal distribution, looked up: it is asked some ten thousand times a draw. */
  private static final class NormalTable {
    /** Beyond it next to nothing is left. */
    static final double REACH = 6;

    private static final int STEPS = 128;
    private static final double[] BELOW = new double[(int) (2 * REACH * STEPS) + 2];

    static {
      NormalDistribution normal = NormalDistribution.of(0, 1);
      Arrays.setAll(BELOW, i -> normal.cumulativeProbability((double) i / STEPS - REACH));
    }

    static double below(double x) {
      double at = (Math.max(-REACH, Math.min(REACH, x)) + REACH) * STEPS;
      int step = (int) at;
      return BELOW[step] + (at - step) * (BELOW[step + 1] - BELOW[step]);
    }
  }
}
