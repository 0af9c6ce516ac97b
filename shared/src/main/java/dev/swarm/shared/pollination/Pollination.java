package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Edit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which win a machine tries next. Wins are pulled: when a machine needs its next experiment, this
 * chooses among those that it has not seen. The order in which results arrive changes when a win is
 * tried, never whether it may be.
 */
public final class Pollination {
  private Pollination() {}

  /**
   * The next win for a machine: those of its own class first, then the largest gain; none while
   * each class has had its share of the machine's experiments.
   *
   * @param hardwareClass of the machine
   * @param reception what the machine has made of wins so far
   * @param experiments it was given so far, of any origin
   * @param isNew whether an edit would change anything there
   */
  public static Optional<Win> nextFor(
      String hardwareClass,
      Reception reception,
      int experiments,
      Collection<Offer> offers,
      Predicate<Edit> isNew) {
    return offers.stream()
        .filter(offer -> !reception.seen().contains(offer.win().source()))
        .filter(offer -> offer.in(hardwareClass).areAskedOn())
        .filter(offer -> isNew.test(offer.win().edit()))
        .filter(offer -> hasShareLeft(offer.win().hardwareClass(), reception, experiments))
        .map(Offer::win)
        .min(
            Comparator.comparing((Win win) -> !win.hardwareClass().equals(hardwareClass))
                .thenComparing(win -> -win.gain())
                .thenComparing(win -> win.source().toString()));
  }

  /** The first transplant is always allowed; the share is counted with the one asked for. */
  private static boolean hasShareLeft(String fromClass, Reception reception, int experiments) {
    int given = reception.givenFrom(fromClass);
    return given <= reception.agreementWith(fromClass).share() * (experiments + 1);
  }
}
