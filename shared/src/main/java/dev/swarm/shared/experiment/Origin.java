package dev.swarm.shared.experiment;

/** Who proposed an experiment. */
public enum Origin {
  BASELINE,
  SEARCH,
  TRANSPLANT
}
