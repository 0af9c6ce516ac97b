package dev.swarm.agent.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The CPU cores a run is bound to, written as {@code 0} or {@code 0,2-3}. Where the host cannot
 * bind (no taskset), only {@link #count} matters: the caller hands it to the run as its number of
 * threads.
 *
 * <p>Immutable.
 */
public record Cores(SortedSet<Integer> numbers) {
  private static final int HIGHEST = 4095;
  private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

  public Cores {
    if (numbers.isEmpty() || numbers.first() < 0 || numbers.last() > HIGHEST) {
      throw new IllegalArgumentException("cores need numbers from 0 to " + HIGHEST);
    }
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
  }

  public static Cores parse(String text) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        throw malformed(text);
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first || last > HIGHEST) {
        throw malformed(text);
      }
      for (int core = first; core <= last; core++) {
        numbers.add(core);
      }
    }
    return new Cores(numbers);
  }

  public int count() {
    return numbers.size();
  }

  /** The command that runs {@code command} on these cores, for a host that has taskset. */
  List<String> bind(String taskset, List<String> command) {
    List<String> bound = new ArrayList<>(List.of(taskset, "-c", toString()));
    bound.addAll(command);
    return List.copyOf(bound);
  }

  @Override
  public String toString() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' names no cores; write them as 0 or 0,2-3, up to " + HIGHEST);
  }
}
