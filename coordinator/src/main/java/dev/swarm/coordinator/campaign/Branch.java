package dev.swarm.coordinator.campaign;

import dev.swarm.shared.verdict.Status;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A machine's branch and what was counted on it.
 *
 * @param name such as {@code autoresearch/mar5-m4max}
 * @param head absent before the baseline is kept
 * @param previous the head before, against which a run that started too early is judged
 * @param baseline what the baseline measured
 * @param knobs value by name at the head, or at the base commit before there is one
 * @param rows of its ledger
 * @param kept experiments kept, the baseline not counted
 * @param experiments judged, baselines not counted
 * @param baselineCrashes in a row
 */
public record Branch(
    String name,
    Optional<Head> head,
    Optional<Head> previous,
    OptionalDouble baseline,
    Map<String, String> knobs,
    int rows,
    int kept,
    int discarded,
    int crashed,
    int experiments,
    int baselineCrashes) {

  static Branch created(String name, Map<String, String> baseKnobs) {
    return new Branch(
        name,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        baseKnobs,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  /** The metric of the head, or of the head before it, that an experiment ran on. */
  OptionalDouble metricOf(Experiment experiment) {
    return Optional.<Head>empty()
        .or(() -> head.filter(each -> experiment.base().equals(Optional.of(each.experiment()))))
        .or(() -> previous.filter(each -> experiment.base().equals(Optional.of(each.experiment()))))
        .map(each -> OptionalDouble.of(each.metric()))
        .orElse(OptionalDouble.empty());
  }

  /** Whether an experiment that ran on {@code base} may advance the branch. */
  boolean isHead(Experiment experiment) {
    return experiment.base().equals(head.map(Head::experiment));
  }

  Branch counted(Experiment experiment, Status status) {
    boolean isBaseline = experiment.isBaseline();
    return new Branch(
        name,
        head,
        previous,
        baseline,
        knobs,
        rows + 1,
        kept + (status == Status.KEEP && !isBaseline ? 1 : 0),
        discarded + (status == Status.DISCARD ? 1 : 0),
        crashed + (status == Status.CRASH ? 1 : 0),
        experiments + (isBaseline ? 0 : 1),
        isBaseline && status == Status.CRASH ? baselineCrashes + 1 : 0);
  }

  Branch advanced(Head newHead, Map<String, String> settings) {
    Map<String, String> newKnobs = new TreeMap<>(knobs);
    newKnobs.putAll(settings);
    return new Branch(
        name,
        Optional.of(newHead),
        head,
        head.isEmpty() ? OptionalDouble.of(newHead.metric()) : baseline,
        newKnobs,
        rows,
        kept,
        discarded,
        crashed,
        experiments,
        baselineCrashes);
  }

  Branch forgiven() {
    return new Branch(
        name, head, previous, baseline, knobs, rows, kept, discarded, crashed, experiments, 0);
  }
}
