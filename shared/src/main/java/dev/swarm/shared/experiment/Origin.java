package dev.swarm.shared.experiment;

/** Who proposed an experiment. */
public enum Origin {
  BASELINE,
  SEARCH,
  /** A win of another machine. */
  TRANSPLANT,
  /** Somebody who promoted a change. */
  HUMAN
}
