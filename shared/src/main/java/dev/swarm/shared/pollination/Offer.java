package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Transfer;
import java.util.OptionalDouble;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A win and how far it has got.
 *
 * @param win what is on offer
 * @param receivers by class, the machines that were given it
 */
public record Offer(Win win, PMap<String, Receivers> receivers) {
  /**
   * The machines of one class that were given a win.
   *
   * @param given it
   * @param judged of them have measured it
   * @param transferred of them have kept it
   * @param gains sum of what it gained on those that have a number, in their noise floors
   * @param measured how many have a number
   */
  public record Receivers(int given, int judged, int transferred, double gains, int measured) {
    private static final Receivers NONE = new Receivers(0, 0, 0, 0, 0);

    /** So many machines of a class decide whether its others are asked. */
    private static final int SCOUTS = 3;

    /** Whether one more machine of the class may be given it: not after three without success. */
    boolean areAskedOn() {
      return given < SCOUTS || judged >= SCOUTS && 2 * transferred >= SCOUTS;
    }

    /** What it gained on average, in noise floors; absent before anybody measured it. */
    public OptionalDouble gain() {
      return measured == 0 ? OptionalDouble.empty() : OptionalDouble.of(gains / measured);
    }

    Receivers given(int more) {
      return new Receivers(given + more, judged, transferred, gains, measured);
    }

    Receivers transferredAfterAll() {
      return new Receivers(given, judged, transferred + 1, gains, measured);
    }

    Receivers judged(Transfer transfer, OptionalDouble gain) {
      return new Receivers(
          given,
          judged + 1,
          transferred + (transfer == Transfer.TRANSFERRED ? 1 : 0),
          gains + gain.orElse(0),
          measured + (gain.isPresent() ? 1 : 0));
    }
  }

  /** A win that nobody was given yet. */
  public static Offer of(Win win) {
    return new Offer(win, HashTreePMap.empty());
  }

  /** One machine of a class more, or one less, counts as having been given it. */
  public Offer givenTo(String hardwareClass, int more) {
    return with(hardwareClass, in(hardwareClass).given(more));
  }

  /**
   * A machine of a class has measured it.
   *
   * @param gain in its noise floors; absent where it gave no metric or the noise is unknown
   */
  public Offer judgedBy(String hardwareClass, Transfer transfer, OptionalDouble gain) {
    return with(hardwareClass, in(hardwareClass).judged(transfer, gain));
  }

  /** A machine of a class that had measured it has tried it once more, as a step. */
  public Offer judgedAgainBy(String hardwareClass, Transfer transfer) {
    return transfer == Transfer.TRANSFERRED
        ? with(hardwareClass, in(hardwareClass).transferredAfterAll())
        : this;
  }

  /** What came of it in a class. */
  public Receivers in(String hardwareClass) {
    return receivers.getOrDefault(hardwareClass, Receivers.NONE);
  }

  private Offer with(String hardwareClass, Receivers changed) {
    return new Offer(win, receivers.plus(hardwareClass, changed));
  }
}
