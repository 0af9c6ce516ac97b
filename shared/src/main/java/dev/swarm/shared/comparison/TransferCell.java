package dev.swarm.shared.comparison;

import java.util.OptionalDouble;

/**
 * What came of the changes that one class found and another was given.
 *
 * @param from the class that measured them first; empty text for commits that somebody promoted
 * @param to the class that they were carried to
 * @param transferred kept there too
 * @param neutral made no difference there that could be told from noise
 * @param hurt were worse there by more than the noise
 * @param crashed gave no metric there
 * @param notTransferable could not be put on what stood there, and were not run
 * @param medianShare median over the measured single ones of the share of the gain that was left
 *     there, each gain as a share of the own baseline: 1 is all of it, below zero is a loss; absent
 *     where none was measured
 */
public record TransferCell(
    String from,
    String to,
    int transferred,
    int neutral,
    int hurt,
    int crashed,
    int notTransferable,
    OptionalDouble medianShare) {
  /** How many were run there. */
  public int tried() {
    return transferred + neutral + hurt + crashed;
  }
}
