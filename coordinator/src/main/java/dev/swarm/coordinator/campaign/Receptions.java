package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Agreement;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.pollination.OfferBook;
import dev.swarm.shared.pollination.Reception;
import java.util.Optional;

/** What each machine knows of changes from elsewhere, so that it is given none twice. */
final class Receptions {
  private Receptions() {}

  static Machine apply(OfferBook offers, Machine before, Machine after, Event event) {
    if (event instanceof Event.ExperimentAssigned assigned) {
      return assigned
          .proposal()
          .transplant()
          .map(transplant -> after.with(given(offers, after.reception(), transplant, assigned)))
          .orElse(after);
    }
    if (event instanceof Event.ExperimentWithdrawn withdrawn) {
      return before
          .workload()
          .find(withdrawn.id())
          .flatMap(each -> each.proposal().transplant())
          .map(transplant -> after.with(counted(offers, after.reception(), transplant, -1)))
          .orElse(after);
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return judged
          .experiment()
          .proposal()
          .transplant()
          .map(transplant -> after.with(judged(offers, after, transplant, judged)))
          .orElse(after);
    }
    return after;
  }

  /** A whole configuration says nothing yet of the changes in it. */
  private static Reception given(
      OfferBook offers,
      Reception reception,
      Transplant transplant,
      Event.ExperimentAssigned assigned) {
    Reception given = counted(offers, reception, transplant, 1);
    if (transplant.kind() != Transplant.Kind.CONFIGURATION) {
      for (ChangeId change : transplant.changes()) {
        given = given.received(change, assigned.id());
      }
    }
    return given;
  }

  /** Only wins on offer, one by one, use up their class's share. */
  private static Reception counted(
      OfferBook offers, Reception reception, Transplant transplant, int more) {
    return offer(offers, transplant)
        .map(offer -> reception.counted(offer.win().hardwareClass(), more))
        .orElse(reception);
  }

  private static Reception judged(
      OfferBook offers, Machine machine, Transplant transplant, Event.ExperimentJudged judged) {
    Reception reception = machine.reception();
    Transfer transfer = Transplants.transfer(judged);
    boolean saysOfEach =
        transplant.only().isPresent() && transplant.kind() != Transplant.Kind.CONFIGURATION
            || transfer == Transfer.TRANSFERRED;
    for (ChangeId change : transplant.changes()) {
      if (saysOfEach) {
        reception = reception.judged(change, judged.id(), transfer);
      } else if (transplant.kind() == Transplant.Kind.STACK) {
        reception = reception.withoutReceipt(change);
      }
    }
    Optional<Offer> offer = offer(offers, transplant).filter(each -> !transplant.relative());
    if (offer.isPresent()) {
      Agreement.Pair pair =
          new Agreement.Pair(
              offer.get().win().gain(),
              Transplants.gain(machine, judged).orElse(Double.NEGATIVE_INFINITY));
      reception = reception.agreed(offer.get().win().hardwareClass(), pair, transfer);
    }
    return reception;
  }

  private static Optional<Offer> offer(OfferBook offers, Transplant transplant) {
    return transplant.only().flatMap(part -> offers.find(part.change()));
  }
}
