package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Yardstick;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A machine's branch and what was learned and counted on it.
 *
 * @param name such as {@code autoresearch/mar5-m4max}
 * @param head absent before the baseline is kept
 * @param previous the head before, against which a run that started too early is judged
 * @param baseline the mean of what the baseline measured
 * @param knobs value by name at the head, or at the base commit before there is one
 * @param tally what was counted
 * @param yardstick what a new number is held against
 * @param approved whether somebody let the loop begin, where that is asked for
 * @param advances everything it advanced to, oldest first: its baseline, then what was kept
 */
public record Branch(
    String name,
    Optional<Head> head,
    Optional<Head> previous,
    OptionalDouble baseline,
    Map<String, String> knobs,
    Tally tally,
    Yardstick yardstick,
    boolean approved,
    PVector<Kept> advances) {

  static Branch created(String name, Map<String, String> baseKnobs) {
    return new Branch(
        name,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        baseKnobs,
        Tally.NONE,
        Yardstick.NEW,
        false,
        TreePVector.empty());
  }

  /** What it advanced to after its baseline, oldest first. */
  public PVector<Kept> steps() {
    return advances.isEmpty() ? advances : advances.subList(1, advances.size());
  }

  /** The commit, as it ran, of anything that was ever a head; absent for what was not. */
  public Optional<String> commitOf(ExperimentId head) {
    return position(head).map(at -> advances.get(at).commit());
  }

  /** The head before another; absent for the baseline, and for what never was a head. */
  Optional<ExperimentId> before(ExperimentId head) {
    return position(head).filter(at -> at > 0).map(at -> advances.get(at - 1).experiment());
  }

  /** Whoever asks for a head asks for a late one, mostly. */
  private Optional<Integer> position(ExperimentId head) {
    for (int at = advances.size() - 1; at >= 0; at--) {
      if (advances.get(at).experiment().equals(head)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /** The head, or the head before it, that an experiment ran on. */
  Optional<Head> incumbentOf(Experiment experiment) {
    return head.filter(each -> experiment.base().equals(Optional.of(each.experiment())))
        .or(
            () ->
                previous.filter(each -> experiment.base().equals(Optional.of(each.experiment()))));
  }

  /** Whether an experiment that ran on its base may advance the branch. */
  boolean isHead(Experiment experiment) {
    return experiment.base().equals(head.map(Head::experiment));
  }

  Branch counted(Experiment experiment, Status status) {
    return with(tally.plus(experiment, status));
  }

  Branch advanced(Direction direction, Event.BranchAdvanced event) {
    Head newHead = event.head();
    Map<String, String> newKnobs = new TreeMap<>(knobs);
    newKnobs.putAll(event.proposal().edit().knobs());
    Kept step = new Kept(event.id(), newHead.commit(), event.proposal(), knobs);
    return new Branch(
        name,
        Optional.of(newHead),
        head,
        head.isEmpty() ? OptionalDouble.of(newHead.metric()) : baseline,
        newKnobs,
        tally,
        head.map(
                old ->
                    yardstick.advanced(direction, old.metric(), newHead.metric(), event.realWin()))
            .orElse(yardstick),
        approved,
        advances.plus(step));
  }

  /** After a repeated run of the head or of an experiment on it. */
  Branch repeated(Optional<Sample> incumbent, Noise noise) {
    Optional<Head> corrected = head.map(each -> incumbent.map(each::corrected).orElse(each));
    return new Branch(
        name,
        corrected,
        previous,
        previous.isEmpty() && corrected.isPresent()
            ? OptionalDouble.of(corrected.get().metric())
            : baseline,
        knobs,
        tally,
        yardstick.with(noise),
        approved,
        advances);
  }

  Branch forgiven() {
    return with(tally.forgiven());
  }

  Branch letBegin() {
    return new Branch(name, head, previous, baseline, knobs, tally, yardstick, true, advances);
  }

  private Branch with(Tally counted) {
    return new Branch(
        name, head, previous, baseline, knobs, counted, yardstick, approved, advances);
  }
}
