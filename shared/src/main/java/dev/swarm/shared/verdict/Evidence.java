package dev.swarm.shared.verdict;

import dev.swarm.shared.campaign.Direction;

/**
 * Everything a verdict is made of.
 *
 * @param direction which way the metric gets better
 * @param candidate the experiment's own runs
 * @param incumbent the runs of what it was made on
 * @param best the best mean of a head since the branch's last real win, which simplifications must
 *     not lose by and by
 * @param noise of this machine, the runs of this experiment in it
 * @param change what the candidate costs beside its metric
 * @param confirmations runs that were made to confirm this experiment, of either side
 * @param largestGain the largest improvement that this machine ever kept, 0 when there is none
 */
public record Evidence(
    Direction direction,
    Sample candidate,
    Sample incumbent,
    double best,
    Noise noise,
    Change change,
    int confirmations,
    double largestGain) {

  /** How the two sides compare. */
  public Comparison comparison() {
    return new Comparison(gain(), standardError());
  }

  /** How much better the candidate's mean is; negative when it is worse. */
  double gain() {
    return direction.improvement(candidate.mean(), incumbent.mean());
  }

  /** The gain after the price of complexity and memory. */
  double netGain() {
    return gain() - change.price(incumbent.mean());
  }

  /** Standard error of the difference of the two means. */
  double standardError() {
    return noise.floor().orElse(Double.NaN)
        * Math.sqrt(1.0 / candidate.runs() + 1.0 / incumbent.runs());
  }
}
