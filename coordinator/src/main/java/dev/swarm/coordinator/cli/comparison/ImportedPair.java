package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.phrase.LogComparison;
import dev.swarm.shared.phrase.Tried;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Two imported logs beside one another.
 *
 * @param said what both say of the same changes
 */
record ImportedPair(ImportedHistory first, ImportedHistory second, LogComparison said) {
  /** Each pair once. */
  static List<ImportedPair> of(List<ImportedHistory> histories) {
    List<ImportedPair> pairs = new ArrayList<>();
    for (int i = 0; i < histories.size(); i++) {
      for (int j = i + 1; j < histories.size(); j++) {
        pairs.add(
            new ImportedPair(
                histories.get(i),
                histories.get(j),
                LogComparison.of(histories.get(i).stated(), histories.get(j).stated())));
      }
    }
    return pairs;
  }

  /** How many of them were kept: {@code 1 kept of 3}. */
  static String counted(List<Tried> rows) {
    return "%d kept of %d".formatted(kept(rows), rows.size());
  }

  static long kept(List<Tried> rows) {
    return rows.stream().filter(each -> each.status() == Status.KEEP).count();
  }

  /** The first row that was kept, in the log's own words. */
  static String words(List<Tried> rows) {
    return rows.stream()
        .filter(each -> each.status() == Status.KEEP)
        .findFirst()
        .orElse(rows.get(0))
        .row()
        .row()
        .description();
  }
}
