package dev.swarm.shared.comparison;

import dev.swarm.shared.pollination.Discovery;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What one hardware class says of a change. Where several machines measured it, their gains are
 * weighted by the inverse of their variance.
 *
 * @param call whether it won there
 * @param gain combined, in the metric's unit; absent where nothing was measured against a known
 *     noise
 * @param standardError of the gain, in the same unit
 * @param percent the gain as a percentage of the machines' own baselines
 * @param noiseUnknown whether the call rests on verdicts alone, for want of a noise floor
 * @param asStep whether it was the same step that speaks here, and not the same value
 * @param experiments that measured it, by id
 * @param machines how many machines did
 * @param kept how many of the experiments were kept
 * @param crashed how many of them gave no metric
 * @param rungs what other rungs of the ladder say of it, by rung
 */
public record ClassResult(
    Discovery.Call call,
    OptionalDouble gain,
    OptionalDouble standardError,
    OptionalDouble percent,
    boolean noiseUnknown,
    boolean asStep,
    List<String> experiments,
    int machines,
    int kept,
    int crashed,
    SortedMap<String, Discovery.Call> rungs) {
  /** Less than this is no standard error but a want of digits. */
  private static final double LEAST_ERROR = 1e-12;

  /** Whether it also won on every other rung that measured it, and at least one did. */
  public boolean isScaleProof() {
    return call == Discovery.Call.WON
        && !rungs.isEmpty()
        && rungs.values().stream().allMatch(each -> each == Discovery.Call.WON);
  }

  /**
   * What trials of one change on one class say together. Where both its value and its step were
   * tried, the form that did better speaks: it is enough that one of them works.
   *
   * @param trials that count, at least one
   * @param onRungs those of other rungs
   * @param baseline the baseline's metric of a trial's machine, not a number where it is unknown
   */
  static ClassResult of(List<Trial> trials, List<Trial> onRungs, ToDoubleFunction<Trial> baseline) {
    SortedMap<String, Discovery.Call> rungs = new TreeMap<>();
    onRungs.stream()
        .collect(Collectors.groupingBy(each -> each.rung().orElseThrow()))
        .forEach(
            (rung, of) -> rungs.put(rung, callOnRung(combined(of, new TreeMap<>(), baseline), of)));
    return trials.stream()
        .collect(
            Collectors.groupingBy(each -> each.idea().asStep(), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(form -> combined(form, rungs, baseline))
        .max(
            Comparator.comparing((ClassResult each) -> rank(each.call()))
                .thenComparing(each -> each.score().orElse(Double.NEGATIVE_INFINITY))
                .thenComparing(each -> !each.asStep()))
        .orElseThrow();
  }

  /** Nothing is kept on another rung, so the numbers alone tell; without a noise, their sign. */
  private static Discovery.Call callOnRung(ClassResult result, List<Trial> trials) {
    if (result.gain().isPresent()) {
      return Discovery.call(result.gain().getAsDouble(), result.standardError().getAsDouble());
    }
    double sum = trials.stream().mapToDouble(each -> each.gain().orElse(0)).sum();
    return sum > 0 ? Discovery.Call.WON : Discovery.Call.LOST;
  }

  private static int rank(Discovery.Call call) {
    return switch (call) {
      case WON -> 2;
      case UNDECIDED -> 1;
      case LOST -> 0;
    };
  }

  private OptionalDouble score() {
    return gain.isPresent()
        ? OptionalDouble.of(gain.getAsDouble() / standardError.getAsDouble())
        : OptionalDouble.empty();
  }

  private static ClassResult combined(
      List<Trial> trials,
      SortedMap<String, Discovery.Call> rungs,
      ToDoubleFunction<Trial> baseline) {
    double weights = 0;
    double gains = 0;
    double shares = 0;
    for (Trial trial : trials) {
      if (trial.gain().isPresent() && trial.standardError().isPresent()) {
        double error = Math.max(LEAST_ERROR, trial.standardError().getAsDouble());
        double weight = 1 / (error * error);
        weights += weight;
        gains += weight * trial.gain().getAsDouble();
        shares += weight * trial.gain().getAsDouble() / Math.abs(baseline.applyAsDouble(trial));
      }
    }
    boolean measured = weights > 0;
    return new ClassResult(
        measured ? call(trials, gains / weights, Math.sqrt(1 / weights)) : verdicts(trials),
        measured ? OptionalDouble.of(gains / weights) : OptionalDouble.empty(),
        measured ? OptionalDouble.of(Math.sqrt(1 / weights)) : OptionalDouble.empty(),
        measured && Double.isFinite(shares)
            ? OptionalDouble.of(100 * shares / weights)
            : OptionalDouble.empty(),
        !measured && trials.stream().anyMatch(each -> each.status() != Status.CRASH),
        trials.get(0).idea().asStep(),
        new ArrayList<>(trials.stream().map(Trial::experiment).toList()),
        (int) trials.stream().map(Trial::machine).distinct().count(),
        count(trials, Trial::kept),
        count(trials, each -> each.status() == Status.CRASH),
        rungs);
  }

  /**
   * The measurement's own call. But of what a machine thought of by itself and did not keep, nobody
   * says that it won: of many ideas some are a standard error above zero by luck.
   */
  private static Discovery.Call call(List<Trial> trials, double gain, double standardError) {
    Discovery.Call call = Discovery.call(gain, standardError);
    boolean deserved = trials.stream().anyMatch(each -> each.kept() || each.idea().carried());
    return call == Discovery.Call.WON && !deserved ? Discovery.Call.UNDECIDED : call;
  }

  /** What most verdicts say, where nobody knows how noisy the metric is. */
  private static Discovery.Call verdicts(List<Trial> trials) {
    int kept = count(trials, Trial::kept);
    int compared = Integer.compare(kept, trials.size() - kept);
    return compared > 0
        ? Discovery.Call.WON
        : compared < 0 ? Discovery.Call.LOST : Discovery.Call.UNDECIDED;
  }

  private static int count(List<Trial> trials, Function<Trial, Boolean> which) {
    return (int) trials.stream().filter(which::apply).count();
  }
}
