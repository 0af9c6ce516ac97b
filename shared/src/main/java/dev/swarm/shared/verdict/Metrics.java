package dev.swarm.shared.verdict;

import dev.swarm.shared.experiment.Outcome;

/** What a metric has to be to count. */
public final class Metrics {
  /** The kind of crash of an edit that could not be applied. */
  public static final String INAPPLICABLE = "edit";

  /** The kind of crash of an edit that its incumbent has already. */
  public static final String NO_CHANGE = "no-change";

  private Metrics() {}

  /** A metric of exactly 0 is how a ledger marks a crash, so it is one. */
  public static Outcome checked(Outcome outcome) {
    return outcome instanceof Outcome.Measured measured && measured.metric() == 0
        ? new Outcome.Crashed(
            "zero-metric",
            "It reported a metric of exactly 0, which is how a ledger marks a crash.",
            "",
            measured.facts())
        : outcome;
  }

  /** A run's outcome with the mean of all runs as its metric. */
  public static Outcome.Measured mean(Outcome.Measured first, Sample sample) {
    return new Outcome.Measured(sample.mean(), first.memoryMib(), first.summary(), first.facts());
  }
}
