package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * What was measured on one rung of a machine's ladder.
 *
 * @param incumbents what heads of the branch came to on this rung; without a sample where one
 *     crashed
 * @param noise of the metric on this rung, from heads that ran on it more than once
 * @param results of ideas, oldest first; the newest hundred
 */
public record RungResults(
    PMap<ExperimentId, Optional<Sample>> incumbents, Noise noise, PVector<Result> results) {
  static final RungResults NONE =
      new RungResults(HashTreePMap.empty(), Noise.UNKNOWN, TreePVector.empty());

  /** So many results compete, lest the state grow with the history. */
  private static final int COMPETING = 100;

  /**
   * An idea's result.
   *
   * @param base the head that it ran on
   * @param metric on this rung; absent where it crashed
   * @param mayClimb whether it is good enough in itself: on the ratchet, that it was kept
   * @param climbed whether it was promoted to the next rung
   */
  public record Result(
      ExperimentId experiment,
      Proposal proposal,
      Optional<ExperimentId> base,
      OptionalDouble metric,
      boolean mayClimb,
      boolean climbed) {
    Result withClimbed() {
      return new Result(experiment, proposal, base, metric, mayClimb, true);
    }
  }

  /**
   * Those among the best {@code 1 / reductionFactor} that are still to be promoted, the best first.
   */
  List<Result> promotable(Direction direction, int reductionFactor) {
    Comparator<Result> byMetric = Comparator.comparingDouble(each -> each.metric().getAsDouble());
    return results.stream()
        .filter(each -> each.metric().isPresent())
        .sorted(direction == Direction.MINIMIZE ? byMetric : byMetric.reversed())
        .limit(results.size() / reductionFactor)
        .filter(each -> each.mayClimb() && !each.climbed())
        .toList();
  }

  RungResults with(Result result) {
    PVector<Result> kept = results.size() < COMPETING ? results : results.minus(0);
    return new RungResults(incumbents, noise, kept.plus(result));
  }

  RungResults climbed(ExperimentId experiment) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).experiment().equals(experiment)) {
        return new RungResults(incumbents, noise, results.with(i, results.get(i).withClimbed()));
      }
    }
    return this;
  }

  /** A head ran on this rung, once more or for the first time. */
  RungResults measured(ExperimentId head, OptionalDouble metric, Noise newNoise) {
    Optional<Sample> before = incumbents.getOrDefault(head, Optional.empty());
    Optional<Sample> after =
        metric.isEmpty()
            ? before
            : Optional.of(
                before
                    .map(sample -> sample.plus(metric.getAsDouble()))
                    .orElseGet(() -> Sample.of(metric.getAsDouble())));
    return new RungResults(incumbents.plus(head, after), newNoise, results);
  }
}
