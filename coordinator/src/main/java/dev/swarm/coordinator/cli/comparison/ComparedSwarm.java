package dev.swarm.coordinator.cli.comparison;

import dev.swarm.coordinator.wire.ComparisonWire;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.SwarmStatus;
import dev.swarm.shared.comparison.ClassComparison;
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

  /**
   * Compares what a swarm has measured.
   *
   * @param status with what each machine is still to measure of others
   * @param ledger of all branches and rungs
   */
  public static ComparedSwarm of(SwarmStatus status, List<LedgerEntry> ledger) {
    return new ComparedSwarm(
        status.getCampaign(),
        status.getMetric(),
        ClassComparison.of(ComparisonWire.swarm(status, ledger)),
        ComparisonWire.imported(ledger));
  }
}
