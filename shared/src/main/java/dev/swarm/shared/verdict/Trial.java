package dev.swarm.shared.verdict;

import dev.swarm.shared.experiment.Outcome;
import java.util.List;
import java.util.Optional;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The runs of an experiment that has no verdict yet.
 *
 * @param side whose run is on the device or next
 * @param metrics of the experiment's own runs, in order
 * @param first the experiment's first run, which its ledger row is about; absent before it
 * @param confirmations runs asked for to confirm it, of either side
 */
public record Trial(
    Judgement.Side side, PVector<Double> metrics, Optional<FirstRun> first, int confirmations) {
  /** Before the first run. */
  public static final Trial NEW =
      new Trial(Judgement.Side.CANDIDATE, TreePVector.empty(), Optional.empty(), 0);

  /**
   * The first run of an experiment.
   *
   * @param commit as it ran, 40 hex digits
   * @param outcome with the least memory that any of the experiment's runs took: the very first run
   *     on a machine unpacks and prepares what later ones find
   */
  public record FirstRun(String commit, Outcome.Measured outcome) {
    private FirstRun beside(Outcome.Measured later) {
      boolean isLess =
          later.memoryMib().orElse(Double.POSITIVE_INFINITY)
              < outcome.memoryMib().orElse(Double.POSITIVE_INFINITY);
      return isLess
          ? new FirstRun(
              commit,
              new Outcome.Measured(
                  outcome.metric(), later.memoryMib(), outcome.summary(), outcome.facts()))
          : this;
    }
  }

  /** The mean of the experiment's own runs and how many they are; absent before the first. */
  public Optional<Sample> sample() {
    return sample(metrics);
  }

  private static Optional<Sample> sample(List<Double> metrics) {
    Optional<Sample> sample = Optional.empty();
    for (double metric : metrics) {
      sample =
          Optional.of(sample.map(each -> each.plus(metric)).orElseGet(() -> Sample.of(metric)));
    }
    return sample;
  }

  /** With one more run of the experiment itself. */
  public Trial measured(String commit, Outcome.Measured outcome) {
    return new Trial(
        side,
        metrics.plus(outcome.metric()),
        Optional.of(
            first.map(each -> each.beside(outcome)).orElseGet(() -> new FirstRun(commit, outcome))),
        confirmations);
  }

  /** Before another run, of {@code next}. */
  public Trial runningAgain(Judgement.Side next) {
    return new Trial(next, metrics, first, confirmations + 1);
  }
}
