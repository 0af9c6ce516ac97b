package dev.swarm.shared.verdict;

import java.util.Locale;

/** The original loop's rule: strictly better than what it ran on is kept, anything else is not. */
public final class StrictPolicy {
  private StrictPolicy() {}

  /** Judges an experiment by the mean of its runs, and never asks for another. */
  public static Judgement judge(Evidence evidence) {
    double metric = evidence.candidate().mean();
    double before = evidence.incumbent().mean();
    boolean better = evidence.direction().better(metric, before);
    String reason =
        "%s is %s the incumbent's %s."
            .formatted(number(metric), better ? "better than" : "not better than", number(before));
    return better ? new Judgement.Keep(true, reason) : new Judgement.Discard(reason);
  }

  private static String number(double metric) {
    return String.format(Locale.ROOT, "%.6f", metric);
  }
}
