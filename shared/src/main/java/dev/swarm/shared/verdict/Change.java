package dev.swarm.shared.verdict;

/**
 * What an experiment costs beside its metric, against what it ran on.
 *
 * @param lines of code added less lines removed
 * @param memory growth of the peak memory as a share of what it was: 0.1 is a tenth more, -0.1 a
 *     tenth less, 0 where either is unknown
 */
public record Change(int lines, double memory) {
  /** Costs nothing, saves nothing. */
  public static final Change NONE = new Change(0, 0);

  /** A line of code is worth this share of the metric: 20 lines, 0.14 %. */
  private static final double LINE = 0.00007;

  /** Twice the memory is worth this share of the metric. */
  private static final double DOUBLED_MEMORY = 0.01;

  /**
   * Less than this is no saving, for peak memory varies from run to run: on a CPU, where it is the
   * process's resident memory, equal runs were seen to differ by 2 to 9 %.
   */
  private static final double NOTABLE = 0.1;

  public Change {
    if (!Double.isFinite(memory)) {
      throw new IllegalArgumentException("Memory can't grow by " + memory);
    }
  }

  /**
   * The soft price of complexity and memory: how much better the metric must be to pay for them.
   *
   * @param metric of the incumbent; what is added is priced as a share of it
   * @return 0 or more, in the metric's unit
   */
  public double price(double metric) {
    double share = LINE * Math.max(0, lines) + DOUBLED_MEMORY * Math.max(0, memory);
    return share * Math.abs(metric);
  }

  /** Whether it leaves less than there was: fewer lines, or as many and notably less memory. */
  public boolean isSimpler() {
    return lines < 0 && memory < NOTABLE || lines == 0 && memory <= -NOTABLE;
  }
}
