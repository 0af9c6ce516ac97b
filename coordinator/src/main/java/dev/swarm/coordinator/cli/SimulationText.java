package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.simulation.SimulationReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code swarm simulate} prints. */
final class SimulationText {
  private static final double HOUR = 3_600_000;

  private SimulationText() {}

  /** For people. */
  static String of(SimulationReport report) {
    return String.format(
        Locale.ROOT,
        """
        %d workers, %.1f virtual hours: everything held.
        experiments   %d, and %d baselines: %d kept, %d discarded, %d crashed
        transplants   %d measured, %d kept
        too late      %d outcomes, kept as evidence
        patches       %d measured, %d kept
        other rungs   %d experiments
        made alone    %d runs, judged on return
        done          %s
        faults        %d: %s
        invariants    %d, checked %d times over %d events
        took          %.1f s, %.0f experiments a second
        """,
        report.options().workers(),
        report.virtualTime().toMillis() / HOUR,
        report.experiments(),
        report.verdicts() - report.experiments(),
        report.kept(),
        report.discarded(),
        report.crashed(),
        report.transplants(),
        report.transplantsKept(),
        report.evidence(),
        report.patches(),
        report.patchesKept(),
        report.rungRuns(),
        report.ownRuns(),
        inWords(report.deeds()),
        report.faultsInjected(),
        inWords(report.faults()),
        report.checks().size(),
        report.invariantsChecked(),
        report.events(),
        report.wallTime().toNanos() / 1e9,
        report.experimentsPerSecond());
  }

  /** For programs: counts by name, durations as numbers in the unit that their name ends with. */
  static Map<String, Object> json(SimulationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("workers", report.options().workers());
    json.put("seed", report.options().seed());
    json.put("virtual_hours", report.virtualTime().toMillis() / HOUR);
    json.put("experiments", report.experiments());
    json.put("verdicts", report.verdicts());
    json.put("kept", report.kept());
    json.put("discarded", report.discarded());
    json.put("crashed", report.crashed());
    json.put("transplants", report.transplants());
    json.put("transplants_kept", report.transplantsKept());
    json.put("too_late", report.evidence());
    json.put("events", report.events());
    json.put("patches", report.patches());
    json.put("patches_kept", report.patchesKept());
    json.put("rung_experiments", report.rungRuns());
    json.put("own_runs", report.ownRuns());
    json.put("deeds_by_kind", byName(report.deeds()));
    json.put("faults", report.faultsInjected());
    json.put("faults_by_kind", byName(report.faults()));
    json.put("invariants_checked", report.invariantsChecked());
    json.put("checks_by_invariant", byName(report.checks()));
    json.put("wall_seconds", report.wallTime().toNanos() / 1e9);
    json.put("experiments_per_second", report.experimentsPerSecond());
    return json;
  }

  private static <E extends Enum<E>> Map<String, Long> byName(Map<E, Long> counts) {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach((key, count) -> named.put(key.name().toLowerCase(Locale.ROOT), count));
    return named;
  }

  private static <E extends Enum<E>> String inWords(Map<E, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> "%d %s".formatted(each.getValue(), words(each.getKey())))
        .collect(Collectors.joining(", "));
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
