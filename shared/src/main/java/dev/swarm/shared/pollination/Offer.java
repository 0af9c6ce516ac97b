package dev.swarm.shared.pollination;

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
   */
  public record Receivers(int given, int judged, int transferred) {
    private static final Receivers NONE = new Receivers(0, 0, 0);

    /** So many machines of a class decide whether its others are asked. */
    private static final int SCOUTS = 3;

    /** Whether one more machine of the class may be given it: not after three without success. */
    boolean areAskedOn() {
      return given < SCOUTS || judged >= SCOUTS && 2 * transferred >= SCOUTS;
    }
  }

  /** A win that nobody was given yet. */
  public static Offer of(Win win) {
    return new Offer(win, HashTreePMap.empty());
  }

  /** A machine of a class was given it. */
  public Offer givenTo(String hardwareClass) {
    Receivers before = in(hardwareClass);
    return with(
        hardwareClass, new Receivers(before.given() + 1, before.judged(), before.transferred()));
  }

  /** A machine of a class has measured it. */
  public Offer judgedBy(String hardwareClass, Transfer transfer) {
    Receivers before = in(hardwareClass);
    int more = transfer == Transfer.TRANSFERRED ? 1 : 0;
    return with(
        hardwareClass,
        new Receivers(before.given(), before.judged() + 1, before.transferred() + more));
  }

  /** What came of it in a class. */
  public Receivers in(String hardwareClass) {
    return receivers.getOrDefault(hardwareClass, Receivers.NONE);
  }

  private Offer with(String hardwareClass, Receivers changed) {
    return new Offer(win, receivers.plus(hardwareClass, changed));
  }
}
