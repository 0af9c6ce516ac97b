package dev.swarm.shared.campaign;

import java.util.Locale;

/** Which way a metric gets better. */
public enum Direction {
  MINIMIZE,
  MAXIMIZE;

  /** Whether {@code candidate} is strictly better than {@code incumbent}. */
  public boolean better(double candidate, double incumbent) {
    return this == MINIMIZE ? candidate < incumbent : candidate > incumbent;
  }

  /** How much better {@code candidate} is: positive when it is an improvement. */
  public double improvement(double candidate, double incumbent) {
    return this == MINIMIZE ? incumbent - candidate : candidate - incumbent;
  }

  /** As it stands in a campaign file: {@code minimize} or {@code maximize}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
