package dev.swarm.shared.comparison;

import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.verdict.Status;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One experiment with its verdict, as a ledger has it.
 *
 * @param experiment its id
 * @param commit as it ran, 40 hex digits
 * @param order within its branch, growing
 * @param baseline whether it is the unchanged file
 * @param before the knobs of what it ran on, value by name; empty where that is not known
 * @param after its own knobs, value by name; empty where that is not known
 * @param metric absent when nothing was measured
 * @param gain how much better it was than what it ran on, in the metric's unit
 * @param standardError of that gain; absent while the noise is unknown
 * @param transfer what came of it, where it was carried here
 * @param rung of the scale ladder; absent for the branch's own
 */
public record Trial(
    String experiment,
    String commit,
    String machine,
    String branch,
    String hardwareClass,
    int order,
    boolean baseline,
    Idea idea,
    Map<String, String> before,
    Map<String, String> after,
    OptionalDouble metric,
    OptionalDouble gain,
    OptionalDouble standardError,
    Status status,
    Optional<Transfer> transfer,
    Optional<String> rung) {

  /** An order that has nothing to do with when a result arrived. */
  static final Comparator<Trial> BY_BRANCH =
      Comparator.comparing(Trial::branch)
          .thenComparing(Trial::order)
          .thenComparing(Trial::experiment);

  public Trial {
    before = Collections.unmodifiableMap(new TreeMap<>(before));
    after = Collections.unmodifiableMap(new TreeMap<>(after));
  }

  /** Whether it says something of its idea: it was run, on the branch's own rung. */
  boolean counts() {
    return ran() && rung.isEmpty();
  }

  /** Whether it says something of its idea on some rung. */
  boolean ran() {
    return !baseline && transfer.filter(each -> each == Transfer.NOT_TRANSFERABLE).isEmpty();
  }

  boolean kept() {
    return status == Status.KEEP;
  }
}
