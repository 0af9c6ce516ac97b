package dev.swarm.shared.phrase;

import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A log of one machine as far as its descriptions are understood. It is replayed in its own order:
 * what a kept row sets stands for the rows after it, so {@code warmdown 0.2} is a step down where
 * 0.3 was kept before. A kept row that is not understood may have set anything: after it nothing is
 * known to stand.
 *
 * @param tried rows that are understood and change something, in the log's order
 * @param notUnderstood the others but for baselines, in the log's order
 * @param coverage of all rows
 */
public record StatedLog(List<Tried> tried, List<ImportedRow> notUnderstood, Coverage coverage) {
  private static final String ADDED = "on";
  private static final String REMOVED = "none";

  public StatedLog {
    tried = List.copyOf(tried);
    notUnderstood = List.copyOf(notUnderstood);
  }

  /** Replays the rows of one machine. */
  public static StatedLog of(Phrases phrases, List<ImportedRow> rows) {
    List<Tried> tried = new ArrayList<>();
    List<ImportedRow> notUnderstood = new ArrayList<>();
    Map<String, String> standing = new HashMap<>();
    int baselines = 0;
    for (ImportedRow row : rows) {
      boolean kept = row.row().status() == Status.KEEP;
      Optional<StatedChange> change = phrases.understand(row.row().description(), standing);
      if (change.isEmpty()) {
        notUnderstood.add(row);
        if (kept) {
          standing.clear();
        }
      } else if (change.get().isBaseline()) {
        baselines++;
        if (!change.get().goesOn()) {
          standing.clear();
        }
      } else {
        tried.add(new Tried(row, change.get()));
        if (kept) {
          change.get().settings().forEach(each -> put(each, standing));
        }
      }
    }
    Coverage coverage = new Coverage(tried.size() + baselines, rows.size(), baselines);
    return new StatedLog(tried, notUnderstood, coverage);
  }

  private static void put(Setting setting, Map<String, String> standing) {
    Optional<String> value =
        switch (setting.move()) {
          case REMOVED -> Optional.of(REMOVED);
          case ADDED -> Optional.of(setting.after().orElse(ADDED));
          default -> setting.after();
        };
    value.ifPresentOrElse(
        each -> standing.put(setting.knob(), each), () -> standing.remove(setting.knob()));
  }
}
