package dev.swarm.agent.run;

import java.util.Map;

/**
 * What the summary in run.log says: a result, or why there is none.
 *
 * <p>Immutable.
 */
public sealed interface RunResult {

  /**
   * @param metric the value of the campaign's metric; finite
   * @param numbers every numeric line of the summary by its name, the metric included
   */
  record Summary(double metric, Map<String, Double> numbers) implements RunResult {
    public Summary {
      numbers = Map.copyOf(numbers);
    }
  }

  /**
   * @param sentence for the operator and for whoever proposes the next experiment
   */
  record Problem(Code code, String sentence) implements RunResult {}

  /** Stable names of what can be wrong. */
  enum Code {
    NO_SUMMARY,
    TWO_SUMMARIES,
    TWO_VALUES,
    METRIC_MISSING,
    NOT_A_NUMBER,
    NOT_FINITE,
    NOT_POSITIVE,
    NONCE_MISSING,
    NONCE_WRONG,
    EVALUATION_SILENT,
    EVALUATION_FAILED
  }
}
