package dev.swarm.shared.pollination;

/**
 * How well one class's wins did on a machine of another.
 *
 * @param tried wins that were measured there
 * @param transferred those of them that were kept
 */
public record Agreement(int tried, int transferred) {
  /** Nothing was tried yet. */
  public static final Agreement NONE = new Agreement(0, 0);

  /** Share of a machine's experiments that may be transplants while nothing is known, and later. */
  private static final double USUAL_SHARE = 1.0 / 3;

  /** What a class whose wins never work here still gets, to notice if that changes. */
  private static final double LEAST_SHARE = 0.02;

  Agreement plus(Transfer transfer) {
    return new Agreement(tried + 1, transferred + (transfer == Transfer.TRANSFERRED ? 1 : 0));
  }

  /**
   * The share of the machine's experiments that this class's wins may take: a third at first, up to
   * two thirds where all of them work, next to nothing where none does (Laplace's rule).
   */
  double share() {
    double rate = (transferred + 1.0) / (tried + 2.0);
    return Math.max(LEAST_SHARE, 2 * USUAL_SHARE * rate);
  }
}
