package dev.swarm.shared.ledger;

/**
 * A line of a ledger that is no row.
 *
 * @param line in its file, from 1
 * @param text the line as it stands there
 * @param problem one sentence
 */
public record NotUnderstood(int line, String text, String problem) {}
