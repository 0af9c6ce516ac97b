package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ComparisonReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The knobs of the best branch of each class, where any of them is not as in the base.
 *
 * @param classes those that have a best branch, by name
 */
record KnobGrid(List<String> classes, List<Row> rows) {
  /**
   * One knob.
   *
   * @param base its value in the base
   * @param values its value on each class; absent where it is the base's
   */
  record Row(String knob, String base, List<Optional<String>> values) {}

  static KnobGrid of(ComparisonReport report) {
    SortedMap<String, BranchReport> best = new TreeMap<>();
    for (ClassReport each : report.classes()) {
      each.best().ifPresent(branch -> best.put(each.hardwareClass(), branch));
    }
    TreeSet<String> changed = new TreeSet<>();
    best.values().forEach(branch -> changed.addAll(branch.changedKnobs().keySet()));
    List<Row> rows = new ArrayList<>();
    for (String knob : changed) {
      rows.add(
          new Row(
              knob,
              best.values().stream()
                  .flatMap(branch -> Optional.ofNullable(branch.baseKnobs().get(knob)).stream())
                  .findFirst()
                  .orElse(Wording.NONE),
              best.values().stream()
                  .map(branch -> Optional.ofNullable(branch.changedKnobs().get(knob)))
                  .toList()));
    }
    return new KnobGrid(List.copyOf(best.keySet()), rows);
  }
}
