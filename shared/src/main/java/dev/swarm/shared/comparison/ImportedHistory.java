package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.phrase.Phrases;
import dev.swarm.shared.phrase.StatedLog;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was imported for a machine. Nobody knows the budget or the data of such a log, so its scores
 * stand alone; what it tried and kept may be told beside what others did.
 *
 * @param rows in their order, each by its name here as its key
 */
public record ImportedHistory(String machine, String hardwareClass, List<ImportedRow> rows) {
  public ImportedHistory {
    rows = List.copyOf(rows);
  }

  /** What its descriptions state, as far as the written table of phrases explains them. */
  public StatedLog stated() {
    return StatedLog.of(Phrases.table(), rows);
  }

  /** Its segments as branches: each is measured against its own first row. */
  public List<BranchReport> segments(Direction direction) {
    Map<String, List<ImportedRow>> segments = new LinkedHashMap<>();
    rows.forEach(row -> segments.computeIfAbsent(row.segment(), key -> new ArrayList<>()).add(row));
    List<BranchReport> branches = new ArrayList<>();
    segments.forEach(
        (segment, of) ->
            branches.add(
                branch(
                    segments.size() > 1 ? machine + ", part " + segment : machine, of, direction)));
    return branches;
  }

  private BranchReport branch(String name, List<ImportedRow> segment, Direction direction) {
    List<Trial> trials = new ArrayList<>();
    OptionalDouble baseline = OptionalDouble.empty();
    OptionalDouble best = OptionalDouble.empty();
    for (ImportedRow row : segment) {
      OptionalDouble metric = row.row().metric();
      boolean first = baseline.isEmpty() && metric.isPresent();
      baseline = first ? metric : baseline;
      boolean better =
          best.isEmpty()
              || metric.isPresent() && direction.better(metric.getAsDouble(), best.getAsDouble());
      best = better && (first || row.row().status() == Status.KEEP) ? metric : best;
      trials.add(trial(name, row, first, trials.size()));
    }
    return new BranchReports(direction)
        .of(
            new MachineNow(name, name, hardwareClass, baseline, best, OptionalDouble.empty()),
            trials);
  }

  private Trial trial(String branch, ImportedRow row, boolean baseline, int order) {
    Idea idea =
        new Idea(
            List.of(row.key()),
            Optional.empty(),
            false,
            false,
            row.row().description(),
            Map.of(),
            false);
    return new Trial(
        row.key(),
        row.row().commit(),
        machine,
        branch,
        hardwareClass,
        order,
        baseline,
        idea,
        Map.of(),
        Map.of(),
        row.row().metric(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        row.row().status(),
        Optional.empty(),
        Optional.empty());
  }
}
