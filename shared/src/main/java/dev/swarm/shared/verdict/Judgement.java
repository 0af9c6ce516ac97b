package dev.swarm.shared.verdict;

/** What follows from the evidence so far: a verdict, or another run. */
public sealed interface Judgement {
  /** Why, one sentence with the numbers that were compared. */
  String reason();

  /**
   * The branch advances.
   *
   * @param realWin whether the metric is better, and not merely as good with less code or memory
   */
  record Keep(boolean realWin, String reason) implements Judgement {}

  /** The incumbent stays. */
  record Discard(String reason) implements Judgement {}

  /** Undecided: one side runs again, with another seed. */
  record RunAgain(Side side, String reason) implements Judgement {}

  /** One of the two that are compared. */
  enum Side {
    CANDIDATE,
    INCUMBENT
  }
}
