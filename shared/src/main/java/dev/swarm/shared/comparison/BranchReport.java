package dev.swarm.shared.comparison;

import dev.swarm.shared.verdict.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How far a branch has come.
 *
 * @param baseline absent before it is measured
 * @param best metric of its head; absent before the baseline is measured
 * @param improvement of the head over the baseline, in the metric's unit
 * @param percent the same as a percentage of the baseline
 * @param noiseFloor standard deviation of a single run's metric; absent while it is unknown
 * @param experiments judged after the baseline, on the branch's own rung
 * @param baseKnobs of the baseline, value by name
 * @param headKnobs of the head, value by name
 * @param steps its experiments in order, the baseline first
 */
public record BranchReport(
    String machine,
    String branch,
    String hardwareClass,
    OptionalDouble baseline,
    OptionalDouble best,
    OptionalDouble improvement,
    OptionalDouble percent,
    OptionalDouble noiseFloor,
    int experiments,
    int kept,
    int discarded,
    int crashed,
    SortedMap<String, String> baseKnobs,
    SortedMap<String, String> headKnobs,
    List<Step> steps) {

  /**
   * One experiment on the way.
   *
   * @param commit as it ran, 40 hex digits
   * @param percent improvement of its own metric over the baseline, as a percentage; absent when
   *     nothing was measured
   * @param best the branch's improvement after it, as a percentage
   * @param carried whether it came from another branch
   */
  public record Step(
      String experiment,
      String commit,
      String description,
      Status status,
      boolean carried,
      OptionalDouble percent,
      double best) {}

  /** The experiment that the branch stands at; absent before the baseline is measured. */
  public Optional<Step> head() {
    return keptSteps().reduce((one, later) -> later);
  }

  /** The experiments that the branch took on since its base, in order. */
  public List<Step> commits() {
    return keptSteps().skip(1).toList();
  }

  private Stream<Step> keptSteps() {
    return steps.stream().filter(each -> each.status() == Status.KEEP);
  }

  /** The head's knobs that are not as in the base, value by name. */
  public SortedMap<String, String> changedKnobs() {
    SortedMap<String, String> changed = new TreeMap<>();
    headKnobs.forEach(
        (knob, value) -> {
          if (!KnobDifference.same(baseKnobs.get(knob), value)) {
            changed.put(knob, value);
          }
        });
    return changed;
  }
}
