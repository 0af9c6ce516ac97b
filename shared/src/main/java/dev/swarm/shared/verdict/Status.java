package dev.swarm.shared.verdict;

import java.util.Locale;

/** What the ratchet decided about an experiment. */
public enum Status {
  KEEP,
  DISCARD,
  CRASH;

  /** As it stands in results.tsv. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
