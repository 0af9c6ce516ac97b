package dev.swarm.shared.search;

import dev.swarm.shared.knob.Knob;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * What was measured where in the knobs' ranges, on machines whose gains may be compared. The best
 * are held one by one; of all others it is only counted how many lie in each hundredth of a range,
 * so that this neither grows nor becomes slower with what was seen. Immutable.
 *
 * @param count how many were seen
 * @param best the best of them, best first, and of two that are as good the one seen first
 * @param others all that are not among the best: how many lie in each hundredth of a knob's range
 */
public record Observations(
    int count, PVector<Observation> best, PMap<String, List<Integer>> others) {
  /** Before anything was seen. */
  public static final Observations NONE =
      new Observations(0, TreePVector.empty(), HashTreePMap.empty());

  private static final int PARTS = (int) Math.round(1 / Axis.RESOLUTION);
  private static final List<Integer> EMPTY = Collections.nCopies(PARTS, 0);
  private static final int MOST_GOOD = 25;
  private static final double GOOD_SHARE = 0.1;

  /**
   * One measured configuration.
   *
   * @param places by knob, from 0 to 1 along its range; absent where the value lies outside
   * @param gain larger is better; negative infinity for a crash
   */
  public record Observation(Map<String, Double> places, double gain) {
    public Observation {
      places = Map.copyOf(places);
    }
  }

  /**
   * With one more.
   *
   * @param knobs those that a search may set
   * @param configuration value by knob name
   * @param gain over whatever all are compared with; absent for a crash, which is worse than
   *     anything measured
   */
  public Observations plus(
      List<Knob> knobs, Map<String, String> configuration, OptionalDouble gain) {
    Map<String, Double> places = new TreeMap<>();
    for (Knob knob : knobs) {
      String value = configuration.get(knob.name());
      if (value != null) {
        Axis.stretchOf(knob, value).ifPresent(each -> places.put(knob.name(), each.middle()));
      }
    }
    return plus(new Observation(places, gain.orElse(Double.NEGATIVE_INFINITY)));
  }

  private Observations plus(Observation seen) {
    int rank = best.size();
    while (rank > 0 && seen.gain() > best.get(rank - 1).gain()) {
      rank--;
    }
    PVector<Observation> ranked = best.plus(rank, seen);
    return ranked.size() <= MOST_GOOD
        ? new Observations(count + 1, ranked, others)
        : new Observations(
            count + 1, ranked.minus(MOST_GOOD), counting(ranked.get(MOST_GOOD).places()));
  }

  private PMap<String, List<Integer>> counting(Map<String, Double> places) {
    PMap<String, List<Integer>> counted = others;
    for (Map.Entry<String, Double> each : places.entrySet()) {
      Integer[] parts = counted.getOrDefault(each.getKey(), EMPTY).toArray(Integer[]::new);
      parts[part(each.getValue())]++;
      counted = counted.plus(each.getKey(), List.of(parts));
    }
    return counted;
  }

  /** Where on a knob's range the good ones lie, in ascending order. */
  double[] goodPlaces(String knob) {
    return best.subList(0, good()).stream()
        .filter(each -> each.places().containsKey(knob))
        .mapToDouble(each -> each.places().get(knob))
        .sorted()
        .toArray();
  }

  /** How many of all but the good ones lie in each hundredth of a knob's range. */
  int[] otherParts(String knob) {
    int[] parts = new int[PARTS];
    Arrays.setAll(parts, others.getOrDefault(knob, EMPTY)::get);
    for (Observation each : best.subList(good(), best.size())) {
      Double place = each.places().get(knob);
      if (place != null) {
        parts[part(place)]++;
      }
    }
    return parts;
  }

  /** A tenth of what was seen, at most 25, and nothing that crashed. */
  private int good() {
    int share = (int) Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * count));
    int good = 0;
    while (good < share && best.get(good).gain() > Double.NEGATIVE_INFINITY) {
      good++;
    }
    return good;
  }

  private static int part(double place) {
    return (int) Math.min(PARTS - 1, Math.floor(place * PARTS));
  }
}
