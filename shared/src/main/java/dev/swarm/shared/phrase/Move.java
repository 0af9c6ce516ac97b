package dev.swarm.shared.phrase;

import java.util.Locale;

/** Which way a change moves a knob. */
public enum Move {
  /** To a greater number. */
  UP,
  /** To a smaller number. */
  DOWN,
  /** It was not there before. */
  ADDED,
  /** It is no longer there. */
  REMOVED,
  /** To a value that is no number, such as another window pattern. */
  SWITCHED,
  /** Said to stay as it is, beside others that change. */
  HELD,
  /** To a number, without a word on what it was. */
  UNSTATED;

  /** As it is told, such as {@code down}. */
  public String text() {
    return this == UNSTATED ? "direction not stated" : name().toLowerCase(Locale.ROOT);
  }
}
