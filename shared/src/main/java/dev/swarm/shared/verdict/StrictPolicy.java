package dev.swarm.shared.verdict;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.Outcome;
import java.util.Locale;
import java.util.OptionalDouble;

/** The original loop's rule: strictly better than what it ran on is kept, anything else is not. */
public final class StrictPolicy {
  private StrictPolicy() {}

  /**
   * Judges a run that counts.
   *
   * @param incumbent the metric of what it ran on; absent for a baseline, which is always kept
   * @throws IllegalArgumentException for an interrupted run, which is no experiment
   */
  public static Verdict judge(Direction direction, OptionalDouble incumbent, Outcome outcome) {
    if (outcome instanceof Outcome.Crashed crashed) {
      return new Verdict(Status.CRASH, crashed.reason());
    }
    if (!(outcome instanceof Outcome.Measured measured)) {
      throw new IllegalArgumentException("An interrupted run has no verdict.");
    }
    if (incumbent.isEmpty()) {
      return new Verdict(Status.KEEP, "The baseline: %s.".formatted(number(measured.metric())));
    }
    double before = incumbent.getAsDouble();
    boolean better = direction.better(measured.metric(), before);
    return new Verdict(
        better ? Status.KEEP : Status.DISCARD,
        "%s is %s the incumbent's %s."
            .formatted(
                number(measured.metric()),
                better ? "better than" : "not better than",
                number(before)));
  }

  private static String number(double metric) {
    return String.format(Locale.ROOT, "%.6f", metric);
  }
}
