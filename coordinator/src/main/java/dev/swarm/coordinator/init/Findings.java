package dev.swarm.coordinator.init;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.text.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says what was found and what was guessed, for a person to check. */
final class Findings {
  private static final int WIDTH = 88;
  private static final String INDENT = " ".repeat(18);

  private Findings() {}

  static List<String> lines(Discovery found) {
    List<String> lines = new ArrayList<>();
    add(lines, "mutable file", found.mutable().value(), found.mutable().because());
    add(
        lines,
        "immutable files",
        found.immutable().isEmpty() ? "none named" : String.join(", ", found.immutable()),
        "");
    add(lines, "run command", found.command().value(), found.command().because());
    add(lines, "metric", found.metric().value(), found.metric().because());
    add(lines, "direction", found.direction().value().text(), found.direction().because());
    add(lines, "budget", Durations.format(found.budget().value()), found.budget().because());
    found
        .trainingLimit()
        .ifPresent(
            limit ->
                add(lines, "training limit", Durations.format(limit.value()), limit.because()));
    if (!found.data().isEmpty()) {
      add(lines, "data", String.join(", ", found.data()), "");
    }
    if (found.packages()) {
      add(lines, "network", "allowed", "uv fetches the packages on a machine's first run");
    }
    List<Knob> knobs = found.knobs().knobs();
    add(
        lines,
        "knobs",
        knobs.isEmpty()
            ? "none; a search has nothing to set"
            : knobs.stream().map(Knob::name).collect(Collectors.joining(", ")),
        "");
    if (!found.knobs().leftOut().isEmpty()) {
      add(lines, "left out", String.join(", ", found.knobs().leftOut()), "");
    }
    return lines;
  }

  private static void add(List<String> lines, String label, String value, String because) {
    String whole = because.isEmpty() ? value : "%s (%s)".formatted(value, because);
    StringBuilder line = new StringBuilder("  %-15s ".formatted(label));
    for (String word : whole.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > INDENT.length()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(INDENT);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
  }
}
