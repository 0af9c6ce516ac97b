package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Transfer;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * How far a machine agrees with a class whose wins it measured: on each of them, that it is better
 * than nothing, and on each two of them that are clearly apart, which is the better one.
 *
 * @param tried wins that were measured there
 * @param transferred those of them that were kept
 * @param concordant pairs of wins that both put in the same order
 * @param discordant pairs of wins that they put in opposite orders
 * @param recent the gains of the wins that were measured last, against which the next is ranked
 */
public record Agreement(
    int tried, int transferred, int concordant, int discordant, PVector<Pair> recent) {
  /** Nothing was tried yet. */
  public static final Agreement NONE = new Agreement(0, 0, 0, 0, TreePVector.empty());

  /** Share of a machine's experiments that may be transplants while nothing is known, and later. */
  private static final double USUAL_SHARE = 1.0 / 3;

  /** What a class whose wins never work here still gets, to notice if that changes. */
  private static final double LEAST_SHARE = 0.02;

  /** So many wins are remembered, lest the state grow with the history. */
  private static final int REMEMBERED = 8;

  /** Noise floors that two gains must be apart for their order to say something. */
  private static final double CLEAR = 2;

  /**
   * One win's gain on the class it came from and on the machine that measured it next.
   *
   * @param there in the source's noise floors, above zero
   * @param here in this machine's noise floors; negative infinity where it gave no metric
   */
  public record Pair(double there, double here) {}

  Agreement plus(Pair pair, Transfer transfer) {
    int same = 0;
    int opposite = 0;
    for (Pair other : recent) {
      double there = clear(pair.there() - other.there());
      double here = clear(pair.here() - other.here());
      same += there * here > 0 ? 1 : 0;
      opposite += there * here < 0 ? 1 : 0;
    }
    PVector<Pair> kept = recent.size() < REMEMBERED ? recent : recent.minus(0);
    return new Agreement(
        tried + 1,
        transferred + (transfer == Transfer.TRANSFERRED ? 1 : 0),
        concordant + same,
        discordant + opposite,
        kept.plus(pair));
  }

  /** The sign of a difference; 0 where it is too small, or no number because both crashed. */
  private static double clear(double difference) {
    return Math.abs(difference) >= CLEAR ? Math.signum(difference) : 0;
  }

  /**
   * The share of the machine's experiments that this class's wins may take: a third at first, up to
   * two thirds where both agree on everything, next to nothing where they agree on nothing
   * (Laplace's rule over wins and pairs).
   */
  double share() {
    double agreed = transferred + concordant + 1.0;
    double all = tried + concordant + discordant + 2.0;
    return Math.max(LEAST_SHARE, 2 * USUAL_SHARE * agreed / all);
  }
}
