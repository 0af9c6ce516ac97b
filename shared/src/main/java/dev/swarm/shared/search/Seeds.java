package dev.swarm.shared.search;

import dev.swarm.shared.campaign.MachineName;
import java.util.SplittableRandom;

/** What is drawn follows from the campaign's seed, so that drawing it again gives the same. */
public final class Seeds {
  private Seeds() {}

  /** For the proposal of a machine's experiment: another one for each of its numbers. */
  public static SplittableRandom ofProposal(long campaign, MachineName machine, int number) {
    return new SplittableRandom(31 * (31 * campaign + machine.text().hashCode()) + number);
  }

  /**
   * For a run: another one for each attempt, so that no seed can be lucky twice.
   *
   * @param experiment its id
   * @return 0 or more, below 2^31, for programs of any language
   */
  public static long ofRun(long campaign, String experiment, int attempt) {
    return new SplittableRandom(campaign ^ 31L * experiment.hashCode() + attempt)
        .nextInt(Integer.MAX_VALUE);
  }
}
