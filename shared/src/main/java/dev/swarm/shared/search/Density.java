package dev.swarm.shared.search;

import dev.swarm.shared.knob.Knob;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** How likely each place of a knob's range is, by what was seen there. */
interface Density {
  /** Draws a place. */
  double draw(RandomGenerator random);

  /** How likely a value is that takes up this stretch of the range; more than zero. */
  double of(Axis.Stretch stretch);

  /**
   * What was seen in single places comes to.
   *
   * @param places in ascending order
   */
  static Density of(Knob knob, double[] places) {
    int[] once = new int[places.length];
    Arrays.fill(once, 1);
    return estimate(knob, places, once);
  }

  /**
   * What was counted in equal parts of the range comes to, each count taken to lie in the middle.
   *
   * @param counts from the range's beginning to its end
   */
  static Density of(Knob knob, int[] counts) {
    double[] places = new double[counts.length];
    int[] many = new int[counts.length];
    int size = 0;
    for (int part = 0; part < counts.length; part++) {
      if (counts[part] > 0) {
        places[size] = (part + 0.5) / counts.length;
        many[size] = counts[part];
        size++;
      }
    }
    return estimate(knob, Arrays.copyOf(places, size), Arrays.copyOf(many, size));
  }

  private static Density estimate(Knob knob, double[] places, int[] counts) {
    return knob instanceof Knob.Choice choice
        ? ChoiceDensity.estimate(choice.choices().size(), places, counts)
        : ParzenDensity.estimate(places, counts);
  }
}
