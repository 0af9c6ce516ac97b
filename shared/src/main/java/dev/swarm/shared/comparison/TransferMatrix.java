package dev.swarm.shared.comparison;

import dev.swarm.shared.experiment.Transfer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Counts what came of the changes that were carried from class to class. */
final class TransferMatrix {
  private static final String PROMOTED = "";

  private final Map<String, Trial> byExperiment;
  private final ToDoubleFunction<Trial> baseline;

  /**
   * @param trials all of them
   * @param baseline the baseline's metric of a trial's machine, not a number where it is unknown
   */
  TransferMatrix(List<Trial> trials, ToDoubleFunction<Trial> baseline) {
    this.byExperiment =
        trials.stream()
            .collect(Collectors.toMap(Trial::experiment, Function.identity(), (one, again) -> one));
    this.baseline = baseline;
  }

  /** Between which classes what went how, on the branches' own rungs. */
  List<TransferCell> cells(List<Trial> trials) {
    Map<String, Map<String, List<Trial>>> pairs = new TreeMap<>();
    for (Trial trial : trials) {
      if (trial.transfer().isPresent() && trial.rung().isEmpty()) {
        pairs
            .computeIfAbsent(trial.idea().from().orElse(PROMOTED), from -> new TreeMap<>())
            .computeIfAbsent(trial.hardwareClass(), to -> new ArrayList<>())
            .add(trial);
      }
    }
    List<TransferCell> cells = new ArrayList<>();
    pairs.forEach((from, row) -> row.forEach((to, of) -> cells.add(cell(from, to, of))));
    return cells;
  }

  private TransferCell cell(String from, String to, List<Trial> trials) {
    return new TransferCell(
        from,
        to,
        count(trials, Transfer.TRANSFERRED),
        count(trials, Transfer.NEUTRAL),
        count(trials, Transfer.HURT),
        count(trials, Transfer.CRASHED),
        count(trials, Transfer.NOT_TRANSFERABLE),
        median(trials.stream().map(this::share).flatMap(Optional::stream).toList()));
  }

  private Optional<Double> share(Trial trial) {
    Optional<Double> there = trial.idea().only().map(byExperiment::get).flatMap(this::ownShare);
    return there.filter(gain -> gain > 0).flatMap(gain -> ownShare(trial).map(here -> here / gain));
  }

  /** A gain as a share of the own baseline. */
  private Optional<Double> ownShare(Trial trial) {
    double base = Math.abs(baseline.applyAsDouble(trial));
    return trial.gain().isPresent() && base > 0
        ? Optional.of(trial.gain().getAsDouble() / base)
        : Optional.empty();
  }

  private static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int size = sorted.size();
    return OptionalDouble.of((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2);
  }

  private static int count(List<Trial> trials, Transfer transfer) {
    return (int) trials.stream().filter(each -> each.transfer().orElseThrow() == transfer).count();
  }
}
