package dev.swarm.shared.comparison;

import dev.swarm.shared.knob.KnobText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A knob that stands differently in two places.
 *
 * @param one its value in the first; null where it is not known
 * @param other its value in the second; null where it is not known
 */
public record KnobDifference(String knob, String one, String other) {
  /** All knobs that differ, by name. */
  public static List<KnobDifference> between(Map<String, String> one, Map<String, String> other) {
    return Stream.concat(one.keySet().stream(), other.keySet().stream())
        .sorted()
        .distinct()
        .filter(knob -> !same(one.get(knob), other.get(knob)))
        .map(knob -> new KnobDifference(knob, one.get(knob), other.get(knob)))
        .toList();
  }

  static boolean same(String one, String other) {
    return one == null || other == null ? Objects.equals(one, other) : KnobText.same(one, other);
  }
}
