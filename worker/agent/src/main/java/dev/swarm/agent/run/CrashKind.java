package dev.swarm.agent.run;

/** Why a run has no result, as coarse as whoever proposes the next experiment can use it. */
public enum CrashKind {
  /** Too big for the device or the host. */
  OUT_OF_MEMORY,
  /** The loss ran away, or became no number. */
  DIVERGED,
  /** Killed at its hard limit. */
  TIMED_OUT,
  /** It ended well, but what it printed is no result. */
  MISSING_SUMMARY,
  /** The mutable file does not compile, or imports what is not there. */
  COMPILE_ERROR,
  /** It had too many processes, or wrote too much: to its log or to a file. */
  LIMIT,
  /** The host's doing, not the experiment's: no experiment has happened, run it again. */
  INFRASTRUCTURE,
  OTHER;

  /** An experiment that says something about its edit; the other kind is run again. */
  public boolean isExperiment() {
    return this != INFRASTRUCTURE;
  }
}
