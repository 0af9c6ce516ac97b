package dev.swarm.shared.knob;

import java.util.List;

/** A named constant of the mutable file that a search may set. */
public sealed interface Knob {
  /** As it stands in the source, such as {@code MATRIX_LR}. */
  String name();

  /** How a numeric knob's range is divided. */
  enum Scale {
    LINEAR,
    LOG
  }

  /**
   * A number.
   *
   * @param whole whether only whole numbers make sense
   * @param min lowest value, included
   * @param max highest value, included
   */
  record Numeric(String name, boolean whole, double min, double max, Scale scale) implements Knob {
    public Numeric {
      if (!(min < max)) {
        throw new IllegalArgumentException("min (%s) must be below max (%s).".formatted(min, max));
      }
      if (!Double.isFinite(min) || !Double.isFinite(max)) {
        throw new IllegalArgumentException("min and max must be finite.");
      }
      if (whole && (min != Math.rint(min) || max != Math.rint(max))) {
        throw new IllegalArgumentException("min and max of an int must be whole numbers.");
      }
      if (scale == Scale.LOG && min <= 0) {
        throw new IllegalArgumentException("min must be above zero on a log scale.");
      }
    }
  }

  /** One of a few values. */
  record Choice(String name, List<String> choices) implements Knob {
    public Choice {
      choices = List.copyOf(choices);
      if (choices.size() < 2) {
        throw new IllegalArgumentException("it needs at least two choices.");
      }
    }
  }
}
