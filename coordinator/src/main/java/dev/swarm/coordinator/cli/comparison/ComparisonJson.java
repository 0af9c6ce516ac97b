package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.comparison.TransferCell;
import dev.swarm.shared.comparison.Waiting;
import dev.swarm.shared.phrase.Coverage;
import dev.swarm.shared.phrase.LogComparison;
import dev.swarm.shared.phrase.Tried;
import dev.swarm.shared.pollination.Discovery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A comparison for programs: numbers are numbers, absent is null. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /** What {@code swarm compare --json} prints. */
  public static Map<String, Object> of(ComparedSwarm swarm) {
    ComparisonReport report = swarm.report();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("campaign", swarm.campaign());
    json.put("metric", swarm.metric());
    json.put("direction", report.direction().text());
    json.put("classes", report.classes().stream().map(ComparisonJson::of).toList());
    for (Discovery each : Discovery.values()) {
      json.put(key(each), report.called(each).stream().map(ComparisonJson::of).toList());
    }
    json.put("tried_once", report.triedOnce());
    json.put("transfers", report.transfers().stream().map(ComparisonJson::of).toList());
    json.put(
        "imported", swarm.imported().stream().map(each -> of(each, report.direction())).toList());
    json.put(
        "imported_pairs",
        ImportedPair.of(swarm.imported()).stream().map(ComparisonJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(ImportedHistory history, Direction direction) {
    Coverage coverage = history.stated().coverage();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", history.machine());
    json.put("class", history.hardwareClass());
    json.put("rows", coverage.rows());
    json.put("understood", coverage.understood());
    json.put("baselines", coverage.baselines());
    json.put(
        "segments", history.segments(direction).stream().map(ComparisonJson::segment).toList());
    return json;
  }

  private static Map<String, Object> segment(BranchReport segment) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("first", boxed(segment.baseline()));
    json.put("best", boxed(segment.best()));
    json.put("improvement", boxed(segment.improvement()));
    json.put("improvement_percent", boxed(segment.percent()));
    json.put("rows", segment.steps().size());
    json.put("kept", segment.kept());
    return json;
  }

  private static Map<String, Object> of(ImportedPair pair) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("first", pair.first().machine());
    json.put("second", pair.second().machine());
    json.put(
        "on_both",
        pair.said().onBoth().stream()
            .map(
                each -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("change", each.change());
                  one.put("first", rows(each.first()));
                  one.put("second", rows(each.second()));
                  one.put("same_values", each.sameValues());
                  return one;
                })
            .toList());
    json.put("kept_on_first", pair.said().keptOnFirst().stream().map(ComparisonJson::of).toList());
    json.put(
        "kept_on_second", pair.said().keptOnSecond().stream().map(ComparisonJson::of).toList());
    json.put("other_way", pair.said().otherWay().stream().map(ComparisonJson::of).toList());
    json.put("unstated", pair.said().unstated().stream().map(ComparisonJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(LogComparison.OnOne change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("change", change.change());
    json.putAll(rows(change.rows()));
    return json;
  }

  private static Map<String, Object> of(LogComparison.SameKnobs knobs) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("knobs", knobs.knobs());
    json.put("first", rows(knobs.first()));
    json.put("second", rows(knobs.second()));
    return json;
  }

  private static Map<String, Object> rows(List<Tried> rows) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", rows.stream().map(each -> each.row().key()).toList());
    json.put("kept", ImportedPair.kept(rows));
    return json;
  }

  private static String key(Discovery discovery) {
    return switch (discovery) {
      case UNIVERSAL -> "universal";
      case CLASS_SPECIFIC -> "class_specific";
      case UNDECIDED -> "undecided";
      case UNTESTED -> "untested";
      case ANTI_PATTERN -> "anti_patterns";
    };
  }

  private static Map<String, Object> of(ClassReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("class", report.hardwareClass());
    json.put("best_machine", report.best().map(BranchReport::machine).orElse(null));
    json.put("baseline", number(report, BranchReport::baseline));
    json.put("best", number(report, BranchReport::best));
    json.put("improvement", number(report, BranchReport::improvement));
    json.put("improvement_percent", number(report, BranchReport::percent));
    json.put("experiments", report.experiments());
    json.put("kept", report.kept());
    json.put("knobs", report.best().map(BranchReport::changedKnobs).orElse(null));
    json.put("machines", report.branches().stream().map(ComparisonJson::of).toList());
    return json;
  }

  private static Double number(
      ClassReport report, java.util.function.Function<BranchReport, OptionalDouble> which) {
    return report.best().map(which).map(ComparisonJson::boxed).orElse(null);
  }

  /** One branch, as {@code swarm branches --json} has it too. */
  public static Map<String, Object> of(BranchReport branch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", branch.machine());
    json.put("class", branch.hardwareClass());
    json.put("branch", branch.branch());
    json.put("baseline", boxed(branch.baseline()));
    json.put("best", boxed(branch.best()));
    json.put("improvement", boxed(branch.improvement()));
    json.put("improvement_percent", boxed(branch.percent()));
    json.put("noise_floor", boxed(branch.noiseFloor()));
    json.put("experiments", branch.experiments());
    json.put("kept", branch.kept());
    json.put("discarded", branch.discarded());
    json.put("crashed", branch.crashed());
    return json;
  }

  private static Map<String, Object> of(ChangeReport change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("change", change.change());
    json.put("also_found_as", change.alsoFoundAs());
    json.put("description", change.description());
    Map<String, Object> classes = new LinkedHashMap<>();
    change.results().forEach((name, result) -> classes.put(name, of(result)));
    json.put("classes", classes);
    Map<String, Object> untried = new LinkedHashMap<>();
    change.untried().keySet().forEach(name -> untried.put(name, Wording.untried(change, name)));
    json.put("untried", untried);
    json.put("waiting", change.waiting().stream().map(ComparisonJson::of).toList());
    return json;
  }

  private static Map<String, Object> of(ClassResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("call", Wording.call(result.call()));
    json.put("gain", boxed(result.gain()));
    json.put("standard_error", boxed(result.standardError()));
    json.put("gain_percent", boxed(result.percent()));
    json.put("noise_unknown", result.noiseUnknown());
    json.put("as_step", result.asStep());
    json.put("machines", result.machines());
    json.put("experiments", result.experiments());
    json.put("kept", result.kept());
    json.put("crashed", result.crashed());
    Map<String, Object> rungs = new LinkedHashMap<>();
    result.rungs().forEach((rung, call) -> rungs.put(rung, Wording.call(call)));
    json.put("rungs", rungs);
    json.put("scale_proof", result.rungs().isEmpty() ? null : result.isScaleProof());
    return json;
  }

  private static Map<String, Object> of(Waiting waiting) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", waiting.machine());
    json.put("class", waiting.hardwareClass());
    json.put("when", waiting.when());
    return json;
  }

  private static Map<String, Object> of(TransferCell cell) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", cell.from().isEmpty() ? null : cell.from());
    json.put("to", cell.to());
    json.put("tried", cell.tried());
    json.put("transferred", cell.transferred());
    json.put("neutral", cell.neutral());
    json.put("hurt", cell.hurt());
    json.put("crashed", cell.crashed());
    json.put("not_transferable", cell.notTransferable());
    json.put("median_share", boxed(cell.medianShare()));
    return json;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
