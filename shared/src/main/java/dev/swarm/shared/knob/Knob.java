package dev.swarm.shared.knob;

import java.util.List;
import java.util.Optional;

/** A named constant of a mutable file that a search may set. */
public sealed interface Knob {
  /** As it stands in the source, such as {@code MATRIX_LR}. */
  String name();

  /** The mutable file it stands in; absent for the campaign's first. */
  Optional<String> file();

  /**
   * Whether a win on another machine that failed here as a value is tried once more as a step: a
   * factor of what stands here, as for a batch size.
   */
  boolean relative();

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
  record Numeric(
      String name,
      boolean whole,
      double min,
      double max,
      Scale scale,
      boolean relative,
      Optional<String> file)
      implements Knob {
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

    /** A number in the campaign's first mutable file, carried over as it is. */
    public Numeric(String name, boolean whole, double min, double max, Scale scale) {
      this(name, whole, min, max, scale, false, Optional.empty());
    }
  }

  /** One of a few values, as they stand in the source but for quotes. */
  record Choice(String name, List<String> choices, boolean relative, Optional<String> file)
      implements Knob {
    public Choice {
      choices = List.copyOf(choices);
      if (choices.size() < 2) {
        throw new IllegalArgumentException("it needs at least two choices.");
      }
    }

    /** A choice in the campaign's first mutable file. */
    public Choice(String name, List<String> choices) {
      this(name, choices, false, Optional.empty());
    }
  }
}
