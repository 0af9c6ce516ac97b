package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.ImportedHistory;
import java.util.List;

/**
 * A campaign and what it has found out about its hardware.
 *
 * @param campaign its name
 * @param metric its name
 * @param imported what was imported, by machine
 */
public record ComparedSwarm(
    String campaign, String metric, ComparisonReport report, List<ImportedHistory> imported) {
  public ComparedSwarm {
    imported = List.copyOf(imported);
  }
}
