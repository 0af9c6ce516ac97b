package dev.swarm.shared.experiment;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What became of a run. */
public sealed interface Outcome {
  /** How the run went. */
  RunFacts facts();

  /**
   * The run ended by itself with exactly one valid summary.
   *
   * @param metric finite
   * @param memoryMib peak memory in MiB; absent when the summary has none
   * @param summary every numeric field of the summary by its name
   */
  record Measured(
      double metric, OptionalDouble memoryMib, Map<String, Double> summary, RunFacts facts)
      implements Outcome {
    public Measured {
      if (!Double.isFinite(metric)) {
        throw new IllegalArgumentException("A measured metric must be finite: " + metric);
      }
      summary = Collections.unmodifiableMap(new TreeMap<>(summary));
    }
  }

  /**
   * The experiment failed. This is a result, and it is logged.
   *
   * @param kind such as {@code out-of-memory} or {@code time-out}
   * @param reason one sentence
   * @param logTail the last lines of its output, at most 50
   */
  record Crashed(String kind, String reason, String logTail, RunFacts facts) implements Outcome {}

  /**
   * The machine failed, not the experiment. It is handed out again and never logged.
   *
   * @param reason one sentence
   */
  record Interrupted(String reason, RunFacts facts) implements Outcome {}
}
