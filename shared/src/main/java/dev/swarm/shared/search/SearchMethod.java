package dev.swarm.shared.search;

/** How a machine's next settings are found where nobody has asked for any. */
public enum SearchMethod {
  /** One or two knobs at random, {@link RandomSearch}. */
  RANDOM,
  /** All knobs by what was measured so far, {@link ParzenSearch}. */
  TPE
}
