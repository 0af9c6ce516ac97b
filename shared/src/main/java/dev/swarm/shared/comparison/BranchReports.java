package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Follows branches from their baselines to their heads. */
final class BranchReports {
  private final Direction direction;

  BranchReports(Direction direction) {
    this.direction = direction;
  }

  /**
   * @param trials of this branch, in its order
   */
  BranchReport of(MachineNow machine, List<Trial> trials) {
    List<Trial> own = trials.stream().filter(each -> each.rung().isEmpty()).toList();
    List<Trial> experiments = own.stream().filter(each -> !each.baseline()).toList();
    Map<String, String> base =
        own.stream().filter(Trial::baseline).findFirst().map(Trial::after).orElse(Map.of());
    Map<String, String> head =
        own.stream()
            .filter(Trial::kept)
            .reduce((one, later) -> later)
            .map(Trial::after)
            .orElse(base);
    return new BranchReport(
        machine.machine(),
        machine.branch(),
        machine.hardwareClass(),
        machine.baseline(),
        machine.best(),
        improvement(machine.baseline(), machine.best()),
        percent(machine.baseline(), machine.best()),
        machine.noiseFloor(),
        experiments.size(),
        count(experiments, Status.KEEP),
        count(experiments, Status.DISCARD),
        count(experiments, Status.CRASH),
        unmodifiable(base),
        unmodifiable(head),
        steps(machine.baseline(), own));
  }

  private List<BranchReport.Step> steps(OptionalDouble baseline, List<Trial> own) {
    List<BranchReport.Step> steps = new ArrayList<>();
    double best = 0;
    for (Trial trial : own) {
      OptionalDouble percent = percent(baseline, trial.metric());
      if (trial.kept() && !trial.baseline() && percent.isPresent()) {
        // Not the larger of the two: a head that was kept for being simpler may be a little worse.
        best = percent.getAsDouble();
      }
      steps.add(
          new BranchReport.Step(
              trial.experiment(),
              trial.commit(),
              trial.idea().description(),
              trial.status(),
              trial.idea().carried(),
              percent,
              best));
    }
    return Collections.unmodifiableList(steps);
  }

  private OptionalDouble improvement(OptionalDouble baseline, OptionalDouble metric) {
    return baseline.isPresent() && metric.isPresent()
        ? OptionalDouble.of(direction.improvement(metric.getAsDouble(), baseline.getAsDouble()))
        : OptionalDouble.empty();
  }

  private OptionalDouble percent(OptionalDouble baseline, OptionalDouble metric) {
    OptionalDouble improvement = improvement(baseline, metric);
    return improvement.isPresent() && baseline.getAsDouble() != 0
        ? OptionalDouble.of(100 * improvement.getAsDouble() / Math.abs(baseline.getAsDouble()))
        : OptionalDouble.empty();
  }

  private static int count(List<Trial> trials, Status status) {
    return (int) trials.stream().filter(each -> each.status() == status).count();
  }

  private static SortedMap<String, String> unmodifiable(Map<String, String> knobs) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(knobs));
  }
}
