package dev.swarm.shared.pollination;

import java.util.Collection;

/** What is known of a change across hardware classes. */
public enum Discovery {
  /** Won on every class that tried it, and at least two did. */
  UNIVERSAL,
  /** Won on one class and lost on another. */
  CLASS_SPECIFIC,
  /** Too close to the noise somewhere to say. */
  UNDECIDED,
  /** Won on one class and not tried on another yet. */
  UNTESTED,
  /** Failed on every class that tried it. */
  ANTI_PATTERN;

  /** Standard errors from which a difference counts as seen. */
  private static final double SEEN = 1.0;

  /** What one class says of a change. */
  public enum Call {
    WON,
    LOST,
    UNDECIDED
  }

  /**
   * What a class's measurement says.
   *
   * @param gain how much better the change was, in any unit
   * @param standardError of that gain, in the same unit, above zero
   */
  public static Call call(double gain, double standardError) {
    double score = gain / standardError;
    if (score > SEEN) {
      return Call.WON;
    }
    return score < -SEEN ? Call.LOST : Call.UNDECIDED;
  }

  /** What all classes that tried a change say together. */
  public static Discovery of(Collection<Call> calls) {
    if (calls.contains(Call.UNDECIDED)) {
      return UNDECIDED;
    }
    boolean won = calls.contains(Call.WON);
    boolean lost = calls.contains(Call.LOST);
    if (won && lost) {
      return CLASS_SPECIFIC;
    }
    if (lost) {
      return ANTI_PATTERN;
    }
    return calls.size() > 1 ? UNIVERSAL : UNTESTED;
  }
}
