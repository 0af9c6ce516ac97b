package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.pollination.Discovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Compares the hardware classes of a swarm by what their machines measured. */
public final class ClassComparison {
  private final MeasuredSwarm swarm;
  private final List<Trial> trials;
  private final SortedSet<String> classes = new TreeSet<>();
  private final Map<String, Double> baselines = new HashMap<>();
  private final SameChanges same;

  /** Experiments that tried a change only together with others, by change. */
  private final Map<String, List<Trial>> together = new HashMap<>();

  private final Map<String, List<Waiting>> waiting = new HashMap<>();

  private ClassComparison(MeasuredSwarm swarm) {
    this.swarm = swarm;
    this.trials = swarm.trials().stream().sorted(Trial.BY_BRANCH).toList();
    this.same = SameChanges.among(trials, swarm.relativeKnobs());
    swarm.machines().forEach(each -> classes.add(each.hardwareClass()));
    trials.forEach(each -> classes.add(each.hardwareClass()));
    for (MachineNow machine : swarm.machines()) {
      machine.baseline().ifPresent(metric -> baselines.put(machine.branch(), metric));
    }
    for (Trial trial : trials) {
      if (trial.counts() && trial.idea().only().isEmpty()) {
        group(trial.idea().changes(), trial, together);
      }
    }
    swarm.waiting().forEach(each -> group(each.changes(), each, waiting));
  }

  /**
   * What the measurements of a swarm say of its classes; the order of its lists does not matter.
   */
  public static ComparisonReport of(MeasuredSwarm swarm) {
    return new ClassComparison(swarm).report();
  }

  private <T> void group(List<String> changes, T one, Map<String, List<T>> byChange) {
    changes.stream()
        .map(same::of)
        .distinct()
        .forEach(change -> byChange.computeIfAbsent(change, key -> new ArrayList<>()).add(one));
  }

  private ComparisonReport report() {
    Map<String, List<Trial>> byChange = new TreeMap<>();
    for (Trial trial : trials) {
      if (!trial.baseline()) {
        trial
            .idea()
            .only()
            .map(same::of)
            .ifPresent(
                change -> byChange.computeIfAbsent(change, key -> new ArrayList<>()).add(trial));
      }
    }
    List<ChangeReport> changes = new ArrayList<>();
    int triedOnce = 0;
    for (Map.Entry<String, List<Trial>> each : byChange.entrySet()) {
      Optional<ChangeReport> report = change(each.getKey(), each.getValue());
      report.ifPresent(changes::add);
      boolean ran = each.getValue().stream().anyMatch(Trial::counts);
      triedOnce += report.isEmpty() && ran ? 1 : 0;
    }
    changes.sort(
        Comparator.comparing(ChangeReport::discovery)
            .thenComparing(each -> -largestPercent(each))
            .thenComparing(ChangeReport::change));
    return new ComparisonReport(
        swarm.direction(),
        classes(),
        changes,
        triedOnce,
        new TransferMatrix(trials, baseline()).cells(trials));
  }

  private List<ClassReport> classes() {
    Map<String, List<Trial>> byBranch =
        trials.stream().collect(Collectors.groupingBy(Trial::branch));
    BranchReports reports = new BranchReports(swarm.direction());
    Map<String, List<BranchReport>> byClass =
        swarm.machines().stream()
            .sorted(Comparator.comparing(MachineNow::machine).thenComparing(MachineNow::branch))
            .map(each -> reports.of(each, byBranch.getOrDefault(each.branch(), List.of())))
            .collect(Collectors.groupingBy(BranchReport::hardwareClass));
    return classes.stream()
        .map(
            name -> {
              List<BranchReport> branches = byClass.getOrDefault(name, List.of());
              return new ClassReport(name, branches, best(branches));
            })
        .toList();
  }

  private Optional<BranchReport> best(List<BranchReport> branches) {
    Direction direction = swarm.direction();
    return branches.stream()
        .filter(each -> each.best().isPresent())
        .reduce(
            (one, other) ->
                direction.better(other.best().getAsDouble(), one.best().getAsDouble())
                    ? other
                    : one);
  }

  private Optional<ChangeReport> change(String change, List<Trial> ofIt) {
    Map<String, List<Trial>> counting = byClass(ofIt.stream().filter(Trial::counts).toList());
    List<Waiting> pending = waiting(change);
    if (counting.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, ClassResult> results = new TreeMap<>();
    counting.forEach(
        (hardwareClass, there) ->
            results.put(
                hardwareClass, ClassResult.of(there, onRungs(ofIt, hardwareClass), baseline())));
    Discovery discovery = Discovery.of(results.values().stream().map(ClassResult::call).toList());
    boolean crossed = ofIt.stream().anyMatch(each -> each.idea().carried()) || !pending.isEmpty();
    return crossed || isWorthTelling(discovery, results.values())
        ? Optional.of(
            new ChangeReport(
                change,
                others(change, ofIt),
                description(ofIt),
                discovery,
                Collections.unmodifiableSortedMap(results),
                untried(change, ofIt, results),
                pending))
        : Optional.empty();
  }

  /** Not what one class tried once, or without a clear answer, and did not keep. */
  private static boolean isWorthTelling(Discovery discovery, Collection<ClassResult> results) {
    boolean keptSomewhere = results.stream().anyMatch(each -> each.kept() > 0);
    boolean repeatedly = results.stream().allMatch(each -> each.experiments().size() > 1);
    return results.size() > 1 || keptSomewhere || repeatedly && discovery == Discovery.ANTI_PATTERN;
  }

  private SortedMap<String, ChangeReport.Untried> untried(
      String change, List<Trial> ofIt, SortedMap<String, ClassResult> results) {
    SortedMap<String, ChangeReport.Untried> untried = new TreeMap<>();
    for (String hardwareClass : classes) {
      if (!results.containsKey(hardwareClass)) {
        untried.put(
            hardwareClass,
            new ChangeReport.Untried(
                ofIt.stream()
                    .filter(each -> each.hardwareClass().equals(hardwareClass))
                    .filter(each -> each.transfer().equals(Optional.of(Transfer.NOT_TRANSFERABLE)))
                    .map(Trial::experiment)
                    .toList(),
                together.getOrDefault(change, List.of()).stream()
                    .filter(each -> each.hardwareClass().equals(hardwareClass))
                    .map(Trial::experiment)
                    .toList()));
      }
    }
    return Collections.unmodifiableSortedMap(untried);
  }

  private List<Waiting> waiting(String change) {
    return waiting.getOrDefault(change, List.of()).stream()
        .sorted(
            Comparator.comparing(Waiting::hardwareClass)
                .thenComparing(Waiting::machine)
                .thenComparing(each -> each.changes().toString())
                .thenComparing(Waiting::description)
                .thenComparing(Waiting::when))
        .toList();
  }

  private List<String> others(String change, List<Trial> ofIt) {
    return ofIt.stream()
        .flatMap(each -> each.idea().only().stream())
        .filter(each -> !each.equals(change))
        .distinct()
        .sorted()
        .toList();
  }

  /** As whoever thought of it called it. */
  private static String description(List<Trial> ofIt) {
    return ofIt.stream()
        .filter(each -> !each.idea().carried())
        .findFirst()
        .orElse(ofIt.get(0))
        .idea()
        .description();
  }

  private static Map<String, List<Trial>> byClass(List<Trial> trials) {
    return trials.stream()
        .collect(Collectors.groupingBy(Trial::hardwareClass, TreeMap::new, Collectors.toList()));
  }

  private static List<Trial> onRungs(List<Trial> trials, String hardwareClass) {
    return trials.stream()
        .filter(each -> each.ran() && each.rung().isPresent())
        .filter(each -> each.hardwareClass().equals(hardwareClass))
        .toList();
  }

  private ToDoubleFunction<Trial> baseline() {
    return trial -> baselines.getOrDefault(trial.branch(), Double.NaN);
  }

  private static double largestPercent(ChangeReport change) {
    return change.results().values().stream()
        .flatMapToDouble(each -> each.percent().stream())
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
