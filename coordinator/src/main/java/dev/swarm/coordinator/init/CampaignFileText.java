package dev.swarm.coordinator.init;

import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.text.Durations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a campaign file from what was discovered, with a word on each key. */
final class CampaignFileText {
  private CampaignFileText() {}

  static String of(Discovery found) {
    StringBuilder text = new StringBuilder();
    text.append("# Written by swarm init; check what it guessed.\n");
    line(text, "name: " + quoted(found.name()));
    text.append("\n# The line 'name: value' of a run's output that is the score.\n");
    line(text, "metric: " + quoted(found.metric().value()));
    line(text, "metric_direction: " + quoted(found.direction().value().text()));
    text.append(
        "\n# What an experiment may change. All else in the workspace is checked by hash.\n");
    list(text, "mutable_files", List.of(found.mutable().value()));
    list(text, "immutable_files", found.immutable());
    text.append("\n# Started in the workspace; its output goes to run.log.\n");
    line(text, "run_command: " + quoted(found.command().value()));
    if (found.packages()) {
      text.append(
          "\n# uv fetches the packages on a machine's first run; set it to none where .venv is there.\n");
      line(text, "network: allowed");
    }
    if (!found.data().isEmpty()) {
      text.append("\n# What a run reads outside the workspace.\n");
      list(text, "data", found.data());
    }
    text.append("\n# Training time of one experiment; start-up and evaluation come on top.\n");
    line(text, "budget: " + quoted(Durations.format(found.budget().value())));
    found
        .trainingLimit()
        .ifPresent(
            limit ->
                line(
                    text,
                    "limits: { training: %s }".formatted(quoted(Durations.format(limit.value())))));
    text.append("\nbranch_prefix: \"autoresearch\"\n");
    text.append("\nrules:\n");
    text.append("  - \"Change %s and nothing else.\"\n".formatted(found.mutable().value()));
    text.append("  - \"Do not install new dependencies.\"\n");
    text.append("  - \"Of two equal scores the simpler file wins.\"\n");
    if (!found.knobs().knobs().isEmpty()) {
      text.append("\n# The constants that a search may set, with the range of each.\nknobs:\n");
      found.knobs().knobs().forEach(knob -> text.append("  - ").append(knob(knob)).append('\n'));
    }
    return text.toString();
  }

  private static String knob(Knob knob) {
    if (knob instanceof Knob.Choice choice) {
      String choices =
          choice.choices().stream().map(CampaignFileText::quoted).collect(Collectors.joining(", "));
      return "{ name: %s, type: choice, choices: [%s]%s }"
          .formatted(quoted(knob.name()), choices, relative(knob));
    }
    Knob.Numeric numeric = (Knob.Numeric) knob;
    return "{ name: %s, type: %s, min: %s, max: %s, scale: %s%s }"
        .formatted(
            quoted(knob.name()),
            numeric.whole() ? "int" : "float",
            number(numeric.min()),
            number(numeric.max()),
            numeric.scale().name().toLowerCase(Locale.ROOT),
            relative(knob));
  }

  private static String relative(Knob knob) {
    return knob.relative() ? ", relative: true" : "";
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static void list(StringBuilder text, String key, List<String> values) {
    if (!values.isEmpty()) {
      line(text, key + ":");
      values.forEach(value -> line(text, "  - " + quoted(value)));
    }
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
