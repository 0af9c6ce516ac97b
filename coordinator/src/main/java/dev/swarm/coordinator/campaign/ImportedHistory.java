package dev.swarm.coordinator.campaign;

import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * What was imported under a machine's name. It is a history of its own: it counts for nothing on
 * the branch of a machine that has the same name and works here.
 *
 * @param hardwareClass of the machine that measured it
 * @param rows the keys of its rows
 */
public record ImportedHistory(String hardwareClass, PSet<String> rows) {
  static ImportedHistory of(String hardwareClass) {
    return new ImportedHistory(hardwareClass, HashTreePSet.empty());
  }

  ImportedHistory plus(Event.LedgerImported event) {
    PSet<String> more = rows;
    for (var row : event.rows()) {
      more = more.plus(row.key());
    }
    return new ImportedHistory(hardwareClass, more);
  }
}
