package dev.swarm.shared.search;

import dev.swarm.shared.knob.Knob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What was measured where in the knobs' ranges, on machines whose gains may be compared. The best
 * are held one by one; of all others it is only counted how many lie in each hundredth of a range,
 * so that this neither grows nor becomes slower with what was seen. Those that are no longer among
 * the best are held a while too, and counted many at once: a verdict then costs next to nothing.
 * Immutable.
 *
 * @param count how many were seen
 * @param best those that are held, the best of all, best first, and of two that are as good the one
 *     seen first
 * @param others all that are not held any more: how many lie in each hundredth of a knob's range
 */
public record Observations(int count, List<Observation> best, PMap<String, List<Integer>> others) {
  /** Before anything was seen. */
  public static final Observations NONE = new Observations(0, List.of(), HashTreePMap.empty());

  private static final int PARTS = (int) Math.round(1 / Axis.RESOLUTION);
  private static final List<Integer> EMPTY = Collections.nCopies(PARTS, 0);
  private static final int MOST_GOOD = 25;
  private static final int MOST_HELD = 2 * MOST_GOOD;
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
    Map<String, Double> places = new HashMap<>();
    for (Knob knob : knobs) {
      String value = configuration.get(knob.name());
      if (value != null) {
        Axis.stretchOf(knob, value).ifPresent(each -> places.put(knob.name(), each.middle()));
      }
    }
    return plus(new Observation(places, gain.orElse(Double.NEGATIVE_INFINITY)));
  }

  private Observations plus(Observation seen) {
    List<Observation> ranked = new ArrayList<>(best.size() + 1);
    ranked.addAll(best);
    ranked.add(rank(seen.gain()), seen);
    return ranked.size() <= MOST_HELD
        ? new Observations(count + 1, List.copyOf(ranked), others)
        : new Observations(
            count + 1,
            List.copyOf(ranked.subList(0, MOST_GOOD)),
            counting(ranked.subList(MOST_GOOD, ranked.size())));
  }

  /** How many of those that are held are at least as good. */
  private int rank(double gain) {
    int from = 0;
    int to = best.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (best.get(middle).gain() >= gain) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private PMap<String, List<Integer>> counting(List<Observation> more) {
    Map<String, Integer[]> counted = new TreeMap<>();
    for (Observation each : more) {
      each.places()
          .forEach((knob, place) -> counted.computeIfAbsent(knob, this::parts)[part(place)]++);
    }
    PMap<String, List<Integer>> all = others;
    for (Map.Entry<String, Integer[]> each : counted.entrySet()) {
      all = all.plus(each.getKey(), List.of(each.getValue()));
    }
    return all;
  }

  private Integer[] parts(String knob) {
    return others.getOrDefault(knob, EMPTY).toArray(Integer[]::new);
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
