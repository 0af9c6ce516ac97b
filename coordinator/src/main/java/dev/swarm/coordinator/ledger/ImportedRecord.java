package dev.swarm.coordinator.ledger;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.ledger.ImportedRow;
import java.time.Instant;

/**
 * An imported row as the read side keeps it.
 *
 * @param machine that measured it, not necessarily one that works here
 * @param file where it was found
 * @param row among all that was imported for the machine, from 1
 * @param segment among the machine's imported segments, from 1
 * @param at when it was imported
 */
public record ImportedRecord(
    MachineName machine,
    String hardwareClass,
    String file,
    int row,
    int segment,
    ImportedRow content,
    Instant at)
    implements LedgerLine {
  private static final String PREFIX = "imported:";

  /**
   * What stands where a branch's name would. No branch can be called so, for git allows no colon.
   */
  public static String branchOf(MachineName machine) {
    return PREFIX + machine;
  }

  /** The name of its machine's imported history. */
  @Override
  public String branch() {
    return branchOf(machine);
  }
}
