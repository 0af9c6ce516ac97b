package dev.swarm.shared.phrase;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that a description states.
 *
 * @param settings by knob, each knob once; none for a baseline, which measures what stands
 * @param goesOn for a baseline: whether it says that the settings before it still stand
 */
public record StatedChange(List<Setting> settings, boolean goesOn) {
  public StatedChange {
    settings = settings.stream().sorted(Comparator.comparing(Setting::knob)).toList();
    if (knobs(settings).stream().distinct().count() < settings.size()) {
      throw new IllegalArgumentException("A change sets a knob once: " + settings);
    }
  }

  static StatedChange of(List<Setting> settings) {
    return new StatedChange(settings, false);
  }

  /** Whether it measures what stands and changes nothing. */
  public boolean isBaseline() {
    return settings.isEmpty();
  }

  /** The knobs it speaks of, in order. */
  public List<String> knobs() {
    return knobs(settings);
  }

  /**
   * Its knobs with the direction of each, such as {@code DEPTH down}: changes of two machines are
   * comparable when this is the same.
   */
  public String way() {
    return settings.stream().map(Setting::way).collect(Collectors.joining(", "));
  }

  /** Whether the direction of all its knobs is stated. */
  public boolean isDirected() {
    return settings.stream().noneMatch(each -> each.move() == Move.UNSTATED);
  }

  /** Whether both set the same knobs to the same values, and all values are stated. */
  public boolean sameValues(StatedChange other) {
    return knobs().equals(other.knobs())
        && settings.stream().allMatch(each -> each.after().isPresent() || isWhole(each.move()))
        && settings.stream()
            .map(Setting::after)
            .toList()
            .equals(other.settings.stream().map(Setting::after).toList());
  }

  /** In one line, such as {@code DEPTH to 9, ASPECT_RATIO to 57}. */
  public String text() {
    return isBaseline()
        ? "baseline"
        : settings.stream().map(Setting::text).collect(Collectors.joining(", "));
  }

  private static boolean isWhole(Move move) {
    return move == Move.ADDED || move == Move.REMOVED;
  }

  private static List<String> knobs(List<Setting> settings) {
    return settings.stream().map(Setting::knob).toList();
  }
}
