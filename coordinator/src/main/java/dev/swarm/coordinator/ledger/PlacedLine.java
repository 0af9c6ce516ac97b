package dev.swarm.coordinator.ledger;

/**
 * A line and its place.
 *
 * @param position among all lines of all branches, in the journal's order, from 1
 */
public record PlacedLine(long position, LedgerLine line) {}
