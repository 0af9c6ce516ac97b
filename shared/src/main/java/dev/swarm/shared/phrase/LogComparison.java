package dev.swarm.shared.phrase;

import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What two machines' logs tell about the same changes. Changes are comparable when they set the
 * same knobs in the same directions; scores are never compared, only what each machine made of it.
 * A change that both discarded is in the first list, one that a single machine tried and discarded
 * in none.
 *
 * @param onBoth tried by both
 * @param keptOnFirst kept on the first; the second never tried these knobs together
 * @param keptOnSecond the other way round
 * @param otherWay knobs that both set, with the rows whose direction the other never tried
 * @param unstated knobs that both set, with all rows, where the direction of one is not known
 */
public record LogComparison(
    List<OnBoth> onBoth,
    List<OnOne> keptOnFirst,
    List<OnOne> keptOnSecond,
    List<SameKnobs> otherWay,
    List<SameKnobs> unstated) {

  /**
   * A change that both tried.
   *
   * @param change its knobs and their directions, such as {@code MATRIX_LR down}
   * @param first rows of the first log, in its order
   * @param second rows of the second, in its order
   * @param sameValues whether a row of each sets the same values
   */
  public record OnBoth(String change, List<Tried> first, List<Tried> second, boolean sameValues) {
    /** Whether a row of the first log was kept. */
    public boolean keptOnFirst() {
      return kept(first);
    }

    /** Whether a row of the second log was kept. */
    public boolean keptOnSecond() {
      return kept(second);
    }
  }

  /**
   * A change that one tried.
   *
   * @param change its knobs and their directions
   * @param rows of that log, at least one of them kept
   */
  public record OnOne(String change, List<Tried> rows) {}

  /**
   * Rows of both logs that set the same knobs.
   *
   * @param knobs the names
   * @param first rows of the first log, in its order
   * @param second rows of the second, in its order
   */
  public record SameKnobs(List<String> knobs, List<Tried> first, List<Tried> second) {}

  public LogComparison {
    onBoth = List.copyOf(onBoth);
    keptOnFirst = List.copyOf(keptOnFirst);
    keptOnSecond = List.copyOf(keptOnSecond);
    otherWay = List.copyOf(otherWay);
    unstated = List.copyOf(unstated);
  }

  /** Compares the logs of two machines; all lists are in the order of names. */
  public static LogComparison of(StatedLog first, StatedLog second) {
    Map<List<String>, List<Tried>> one = byKnobs(first);
    Map<List<String>, List<Tried>> other = byKnobs(second);
    List<OnBoth> onBoth = new ArrayList<>();
    List<SameKnobs> otherWay = new ArrayList<>();
    List<SameKnobs> unstated = new ArrayList<>();
    for (List<String> knobs : inOrder(one, other)) {
      if (!one.containsKey(knobs) || !other.containsKey(knobs)) {
        continue;
      }
      Map<String, List<Tried>> here = byWay(one.get(knobs));
      Map<String, List<Tried>> there = byWay(other.get(knobs));
      here.forEach(
          (way, rows) -> {
            if (there.containsKey(way)) {
              onBoth.add(new OnBoth(way, rows, there.get(way), sameValues(rows, there.get(way))));
            }
          });
      if (!here.keySet().equals(there.keySet()) && !here.isEmpty() && !there.isEmpty()) {
        otherWay.add(new SameKnobs(knobs, without(here, there), without(there, here)));
      }
      if (!allDirected(one.get(knobs)) || !allDirected(other.get(knobs))) {
        unstated.add(new SameKnobs(knobs, one.get(knobs), other.get(knobs)));
      }
    }
    return new LogComparison(onBoth, kept(one, other), kept(other, one), otherWay, unstated);
  }

  private static List<List<String>> inOrder(
      Map<List<String>, List<Tried>> one, Map<List<String>, List<Tried>> other) {
    return Stream.concat(one.keySet().stream(), other.keySet().stream())
        .distinct()
        .sorted((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)))
        .toList();
  }

  private static List<OnOne> kept(
      Map<List<String>, List<Tried>> here, Map<List<String>, List<Tried>> there) {
    List<OnOne> kept = new ArrayList<>();
    for (List<String> knobs : inOrder(here, Map.of())) {
      if (!there.containsKey(knobs)) {
        here.get(knobs).stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.change().way(), LinkedHashMap::new, Collectors.toList()))
            .forEach(
                (way, rows) -> {
                  if (kept(rows)) {
                    kept.add(new OnOne(way, rows));
                  }
                });
      }
    }
    return kept;
  }

  private static Map<List<String>, List<Tried>> byKnobs(StatedLog log) {
    return log.tried().stream()
        .collect(
            Collectors.groupingBy(
                each -> each.change().knobs(), LinkedHashMap::new, Collectors.toList()));
  }

  private static Map<String, List<Tried>> byWay(List<Tried> rows) {
    return rows.stream()
        .filter(each -> each.change().isDirected())
        .collect(
            Collectors.groupingBy(
                each -> each.change().way(), LinkedHashMap::new, Collectors.toList()));
  }

  private static boolean allDirected(List<Tried> rows) {
    return rows.stream().allMatch(each -> each.change().isDirected());
  }

  private static List<Tried> without(
      Map<String, List<Tried>> here, Map<String, List<Tried>> there) {
    Set<String> only = new TreeSet<>(here.keySet());
    only.removeAll(there.keySet());
    return only.stream().flatMap(way -> here.get(way).stream()).toList();
  }

  private static boolean sameValues(List<Tried> first, List<Tried> second) {
    return first.stream()
        .anyMatch(
            each -> second.stream().anyMatch(them -> each.change().sameValues(them.change())));
  }

  private static boolean kept(List<Tried> rows) {
    return rows.stream().anyMatch(each -> each.status() == Status.KEEP);
  }
}
