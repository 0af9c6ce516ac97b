package dev.swarm.shared.pollination;

import dev.swarm.shared.campaign.MachineName;
import java.util.Comparator;
import java.util.List;
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
   * Who asks for its next win.
   *
   * @param reception what it has made of wins so far
   * @param experiments it was given so far, of any origin
   */
  public record Receiver(
      MachineName machine, String hardwareClass, Reception reception, int experiments) {}

  /**
   * The next win for a machine: those of its own class first, then the largest gain; none while
   * each class has had its share of the machine's experiments.
   *
   * @param isNew whether a win would change anything there
   */
  public static Optional<Win> nextFor(Receiver receiver, OfferBook offers, Predicate<Win> isNew) {
    return offers.first(
        receiver.hardwareClass(),
        fromClass -> hasShareLeft(receiver, fromClass),
        // What an edit would change is the dearest question, so it comes last.
        win -> isUnseen(receiver, win) && isNew.test(win));
  }

  /** The wins that a machine is still to try, in the order in which it would; shares aside. */
  public static List<Win> waitingFor(Receiver receiver, OfferBook offers, Predicate<Win> isNew) {
    return offers.openWins(receiver.hardwareClass()).stream()
        .filter(win -> isUnseen(receiver, win) && isNew.test(win))
        .sorted(order(receiver))
        .toList();
  }

  private static boolean isUnseen(Receiver receiver, Win win) {
    return !receiver.reception().receipts().containsKey(win.change())
        && !win.change().isFrom(receiver.machine());
  }

  private static Comparator<Win> order(Receiver receiver) {
    return Comparator.comparing((Win win) -> !win.hardwareClass().equals(receiver.hardwareClass()))
        .thenComparing(OfferBook.Place::of);
  }

  /** The first transplant is always allowed; the share is counted with the one asked for. */
  private static boolean hasShareLeft(Receiver receiver, String fromClass) {
    int given = receiver.reception().givenFrom(fromClass);
    return given
        <= receiver.reception().agreementWith(fromClass).share() * (receiver.experiments() + 1);
  }
}
