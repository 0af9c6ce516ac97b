package dev.swarm.shared.experiment;

/** What came of a change on a machine it was carried to, against that machine's incumbent. */
public enum Transfer {
  /** It was kept there too. */
  TRANSFERRED,
  /** It made no difference that could be told from noise. */
  NEUTRAL,
  /** It was worse by more than the noise. */
  HURT,
  /** It gave no metric there. */
  CRASHED,
  /** It could not be put on what that machine has. */
  NOT_TRANSFERABLE
}
