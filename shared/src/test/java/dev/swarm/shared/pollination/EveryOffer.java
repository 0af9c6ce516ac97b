package dev.swarm.shared.pollination;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What {@link Pollination} chooses, found by a look at every offer there ever was. */
final class EveryOffer {
  private EveryOffer() {}

  static Optional<Win> nextFor(
      Pollination.Receiver receiver, Collection<Offer> offers, Predicate<Win> isNew) {
    return waitingFor(receiver, offers, isNew).stream()
        .filter(win -> hasShareLeft(receiver, win.hardwareClass()))
        .findFirst();
  }

  static List<Win> waitingFor(
      Pollination.Receiver receiver, Collection<Offer> offers, Predicate<Win> isNew) {
    return offers.stream()
        .filter(offer -> offer.in(receiver.hardwareClass()).areAskedOn())
        .map(Offer::win)
        .filter(win -> !receiver.reception().receipts().containsKey(win.change()))
        .filter(win -> !win.change().isFrom(receiver.machine()))
        .filter(isNew)
        .sorted(
            Comparator.comparing((Win win) -> !win.hardwareClass().equals(receiver.hardwareClass()))
                .thenComparingDouble(win -> -win.gain())
                .thenComparing(Win::change))
        .toList();
  }

  private static boolean hasShareLeft(Pollination.Receiver receiver, String fromClass) {
    return receiver.reception().givenFrom(fromClass)
        <= receiver.reception().agreementWith(fromClass).share() * (receiver.experiments() + 1);
  }
}
