package dev.swarm.shared.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads {@code ladder} of a campaign file. */
final class LadderReader {
  private static final Set<String> KEYS =
      Set.of("rungs", "ratchet", "reduction_factor", "min_early_stopping_rate");
  private static final Set<String> RUNG_KEYS = Set.of("name", "budget", "knobs");

  private LadderReader() {}

  /**
   * Reads a ladder.
   *
   * @param budget the campaign's, which is the ratchet's
   * @param knobs the campaign's
   */
  static Optional<Ladder> read(JsonNode node, Duration budget, List<Knob> knobs) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      throw new InvalidCampaignException("'ladder' must be a mapping with a list of 'rungs'.");
    }
    Fields fields = Fields.of(node, "'ladder'", KEYS);
    String ratchet =
        fields
            .text("ratchet")
            .orElseThrow(
                () ->
                    new InvalidCampaignException(
                        "ladder.ratchet is missing; name the rung that is the branch's own."));
    List<Ladder.Rung> rungs = rungs(fields.node("rungs"), ratchet, budget, knobs);
    List<String> names = rungs.stream().map(Ladder.Rung::name).toList();
    int index = names.indexOf(ratchet);
    if (index < 0) {
      throw new InvalidCampaignException(
          "ladder.ratchet is '%s'; it must be one of the rungs: %s."
              .formatted(ratchet, String.join(", ", names)));
    }
    int lowest = fields.whole("min_early_stopping_rate", 0, 0);
    if (lowest > index) {
      throw new InvalidCampaignException(
          "ladder.min_early_stopping_rate is %d; new ideas would begin above the ratchet's rung, which is number %d from 0."
              .formatted(lowest, index));
    }
    return Optional.of(new Ladder(rungs, index, fields.whole("reduction_factor", 2, 3), lowest));
  }

  private static List<Ladder.Rung> rungs(
      JsonNode list, String ratchet, Duration budget, List<Knob> knobs) {
    List<Ladder.Rung> rungs = new ArrayList<>();
    for (JsonNode each : list) {
      Ladder.Rung rung =
          rung(Fields.of(each, "A rung", RUNG_KEYS), each.path("knobs"), ratchet, budget);
      refuseUnknown(rung, knobs);
      if (rungs.stream().anyMatch(other -> other.name().equals(rung.name()))) {
        throw new InvalidCampaignException("The rung '%s' is there twice.".formatted(rung.name()));
      }
      if (!rungs.isEmpty() && rungs.get(rungs.size() - 1).budget().compareTo(rung.budget()) >= 0) {
        throw new InvalidCampaignException(
            "The rung '%s' (%s) must have a larger budget than the one before it (%s)."
                .formatted(
                    rung.name(),
                    Durations.format(rung.budget()),
                    Durations.format(rungs.get(rungs.size() - 1).budget())));
      }
      rungs.add(rung);
    }
    if (rungs.size() < 2) {
      throw new InvalidCampaignException(
          "ladder.rungs must be a list of at least two, from the smallest budget to the largest.");
    }
    return rungs;
  }

  private static Ladder.Rung rung(Fields fields, JsonNode knobs, String ratchet, Duration budget) {
    String name =
        fields
            .text("name")
            .orElseThrow(() -> new InvalidCampaignException("A rung has no 'name'."));
    Map<String, String> settings = new TreeMap<>();
    knobs.properties().forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
    Optional<Duration> own = fields.duration("budget");
    if (name.equals(ratchet) && (own.isPresent() || !settings.isEmpty())) {
      throw new InvalidCampaignException(
          "The rung '%s' is the ratchet's: its budget is the campaign's and its knobs are the mutable file's, so it states neither."
              .formatted(name));
    }
    if (!name.equals(ratchet) && own.isEmpty()) {
      throw new InvalidCampaignException("The rung '%s' has no 'budget'.".formatted(name));
    }
    return new Ladder.Rung(name, own.orElse(budget), settings);
  }

  private static void refuseUnknown(Ladder.Rung rung, List<Knob> knobs) {
    List<String> known = knobs.stream().map(Knob::name).toList();
    for (String name : rung.knobs().keySet()) {
      if (!known.contains(name)) {
        throw new InvalidCampaignException(
            "The rung '%s' sets '%s', which is none of the campaign's knobs."
                .formatted(rung.name(), name));
      }
    }
  }
}
