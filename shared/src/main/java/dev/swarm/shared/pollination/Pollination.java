package dev.swarm.shared.pollination;

import dev.swarm.shared.campaign.MachineName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which win a machine tries next. Wins are pulled: when a machine needs its next experiment, this
 * chooses among those that it has not seen. The order in which results arrive changes when a win is
 * tried, never whether it may be.
 */
public final class Pollination {
  private static final Comparator<Win> GAIN_FIRST =
      Comparator.comparingDouble((Win win) -> -win.gain()).thenComparing(Win::change);

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
  public static Optional<Win> nextFor(
      Receiver receiver, Collection<Offer> offers, Predicate<Win> isNew) {
    Comparator<Win> order = order(receiver);
    Map<String, Boolean> hasShareLeft = new HashMap<>();
    Win next = null;
    for (Offer offer : offers) {
      Win win = offer.win();
      // What an edit would change is the dearest question, so it comes last.
      if (isOpen(receiver, offer)
          && hasShareLeft.computeIfAbsent(
              win.hardwareClass(), fromClass -> hasShareLeft(receiver, fromClass))
          && (next == null || order.compare(win, next) < 0)
          && isNew.test(win)) {
        next = win;
      }
    }
    return Optional.ofNullable(next);
  }

  /** The wins that a machine is still to try, in the order in which it would; shares aside. */
  public static List<Win> waitingFor(
      Receiver receiver, Collection<Offer> offers, Predicate<Win> isNew) {
    return offers.stream()
        .filter(offer -> isOpen(receiver, offer))
        .map(Offer::win)
        .filter(isNew)
        .sorted(order(receiver))
        .toList();
  }

  /** Whether a machine of the receiver's class may be given it, and the receiver was not yet. */
  private static boolean isOpen(Receiver receiver, Offer offer) {
    return offer.in(receiver.hardwareClass()).areAskedOn()
        && !receiver.reception().receipts().containsKey(offer.win().change())
        && !offer.win().change().isFrom(receiver.machine());
  }

  private static Comparator<Win> order(Receiver receiver) {
    return Comparator.comparing((Win win) -> !win.hardwareClass().equals(receiver.hardwareClass()))
        .thenComparing(GAIN_FIRST);
  }

  /** The first transplant is always allowed; the share is counted with the one asked for. */
  private static boolean hasShareLeft(Receiver receiver, String fromClass) {
    int given = receiver.reception().givenFrom(fromClass);
    return given
        <= receiver.reception().agreementWith(fromClass).share() * (receiver.experiments() + 1);
  }
}
