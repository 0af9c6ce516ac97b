package dev.swarm.shared.pollination;

/** What came of a win on another machine, which measured it against its own incumbent. */
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
