package dev.swarm.shared.offline;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.KeepPolicy;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Yardstick;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a machine has to know of its branch to search and judge alone.
 *
 * @param seed of the campaign
 * @param nextNumber of the experiments, which its proposals are drawn by
 * @param left how many experiments it may still begin; absent for no limit
 * @param knobs value by name at the head
 * @param tried edits that were run on the head
 * @param head what a win is put on
 * @param previous the head before, against which a run that started too early is judged
 * @param yardstick what the machine has learned
 */
public record Standing(
    MachineName machine,
    long seed,
    int nextNumber,
    OptionalInt left,
    Map<String, String> knobs,
    Set<Edit> tried,
    Head head,
    Optional<Head> previous,
    Yardstick yardstick) {
  public Standing {
    knobs = Collections.unmodifiableMap(new TreeMap<>(knobs));
    tried = Collections.unmodifiableSet(new HashSet<>(tried));
  }

  /**
   * What a branch stands on, or stood on.
   *
   * @param experiment its name
   */
  public record Head(String experiment, Incumbent incumbent) {}

  /** Whether an experiment ran on the head. */
  boolean isHead(Optional<String> base) {
    return base.filter(head.experiment()::equals).isPresent();
  }

  /** The head, or the head before it, that an experiment ran on. */
  Optional<Incumbent> incumbentOf(Optional<String> base) {
    return isHead(base)
        ? Optional.of(head.incumbent())
        : previous
            .filter(each -> base.filter(each.experiment()::equals).isPresent())
            .map(Head::incumbent);
  }

  /** One experiment more was begun. */
  Standing begun(Proposal proposal) {
    Set<Edit> more = new HashSet<>(tried);
    more.add(proposal.edit());
    return new Standing(
        machine,
        seed,
        nextNumber + 1,
        left.isPresent() ? OptionalInt.of(left.getAsInt() - 1) : left,
        knobs,
        more,
        head,
        previous,
        yardstick);
  }

  /** After a run that was a repetition. */
  Standing repeated(KeepPolicy.Repeated run) {
    return with(
        new Head(head.experiment(), new Incumbent(run.incumbent(), head.incumbent().memoryMib())),
        yardstick.with(run.noise()));
  }

  /** The branch moved on; nothing was tried on the new head yet. */
  Standing advanced(Direction direction, Head next, Proposal proposal, boolean realWin) {
    Map<String, String> changed = new TreeMap<>(knobs);
    changed.putAll(proposal.edit().knobs());
    Sample before = head.incumbent().sample();
    return new Standing(
        machine,
        seed,
        nextNumber,
        left,
        changed,
        Set.of(),
        next,
        Optional.of(head),
        yardstick.advanced(direction, before.mean(), next.incumbent().sample().mean(), realWin));
  }

  private Standing with(Head corrected, Yardstick later) {
    return new Standing(machine, seed, nextNumber, left, knobs, tried, corrected, previous, later);
  }
}
