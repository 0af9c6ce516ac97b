package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.ExperimentId;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * What a machine has made of the wins of others.
 *
 * @param seen wins it was given or found itself, by their source; none is given twice
 * @param given how many transplants it was given, by the class they came from
 * @param agreement how they did, by the class they came from
 */
public record Reception(
    PSet<ExperimentId> seen, PMap<String, Integer> given, PMap<String, Agreement> agreement) {
  /** Of a machine that has not heard of anything. */
  public static final Reception NEW =
      new Reception(HashTreePSet.empty(), HashTreePMap.empty(), HashTreePMap.empty());

  /** The machine knows this win: it found it, or has it already. */
  public Reception knows(ExperimentId source) {
    return new Reception(seen.plus(source), given, agreement);
  }

  /** The machine was given a win of another machine to measure. */
  public Reception given(Win win) {
    return new Reception(
        seen.plus(win.source()),
        given.plus(win.hardwareClass(), givenFrom(win.hardwareClass()) + 1),
        agreement);
  }

  /** The machine has measured a win of another machine. */
  public Reception judged(String fromClass, Transfer transfer) {
    return new Reception(
        seen, given, agreement.plus(fromClass, agreementWith(fromClass).plus(transfer)));
  }

  int givenFrom(String hardwareClass) {
    return given.getOrDefault(hardwareClass, 0);
  }

  Agreement agreementWith(String hardwareClass) {
    return agreement.getOrDefault(hardwareClass, Agreement.NONE);
  }
}
