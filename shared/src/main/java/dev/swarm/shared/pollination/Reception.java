package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transfer;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What a machine has made of changes from elsewhere.
 *
 * @param receipts the changes it was given, by their identity; none is given twice unasked
 * @param given how many wins it was given, by the class they came from
 * @param agreement how they did, by the class they came from
 */
public record Reception(
    PMap<ChangeId, Receipt> receipts,
    PMap<String, Integer> given,
    PMap<String, Agreement> agreement) {
  /** Of a machine that has not heard of anything. */
  public static final Reception NEW =
      new Reception(HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());

  /** The machine was given a change from elsewhere to measure. */
  public Reception received(ChangeId change, ExperimentId experiment) {
    return new Reception(
        receipts.plus(change, new Receipt(experiment, Optional.empty())), given, agreement);
  }

  /** It is known what came of a change here. */
  public Reception judged(ChangeId change, ExperimentId experiment, Transfer transfer) {
    return new Reception(
        receipts.plus(change, new Receipt(experiment, Optional.of(transfer))), given, agreement);
  }

  /** What the machine was given is to be measured by itself later on. */
  public Reception withoutReceipt(ChangeId change) {
    return new Reception(receipts.minus(change), given, agreement);
  }

  /** One more, or one less, of a class's wins counts as given. */
  public Reception counted(String fromClass, int more) {
    return new Reception(receipts, given.plus(fromClass, givenFrom(fromClass) + more), agreement);
  }

  /** The machine has measured a class's win. */
  public Reception agreed(String fromClass, Agreement.Pair pair, Transfer transfer) {
    return new Reception(
        receipts, given, agreement.plus(fromClass, agreementWith(fromClass).plus(pair, transfer)));
  }

  int givenFrom(String hardwareClass) {
    return given.getOrDefault(hardwareClass, 0);
  }

  /** How the wins of a class did on this machine. */
  public Agreement agreementWith(String hardwareClass) {
    return agreement.getOrDefault(hardwareClass, Agreement.NONE);
  }
}
