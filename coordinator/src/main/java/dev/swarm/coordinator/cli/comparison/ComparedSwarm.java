package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.ComparisonReport;

/**
 * A campaign and what it has found out about its hardware.
 *
 * @param campaign its name
 * @param metric its name
 */
public record ComparedSwarm(String campaign, String metric, ComparisonReport report) {}
