package dev.swarm.shared.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swarm.shared.knob.Knob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code knobs} of a campaign file. */
final class KnobReader {
  private static final Set<String> KEYS =
      Set.of("name", "type", "min", "max", "scale", "choices", "file", "relative");

  private KnobReader() {}

  static List<Knob> read(JsonNode list) {
    if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
      throw new InvalidCampaignException("'knobs' must be a list.");
    }
    List<Knob> knobs = new ArrayList<>();
    for (JsonNode each : list) {
      Fields fields = Fields.of(each, "A knob", KEYS);
      String name =
          fields
              .text("name")
              .orElseThrow(() -> new InvalidCampaignException("A knob has no 'name'."));
      if (knobs.stream().anyMatch(knob -> knob.name().equals(name))) {
        throw new InvalidCampaignException("The knob '%s' is declared twice.".formatted(name));
      }
      try {
        knobs.add(knob(fields, name));
      } catch (InvalidCampaignException | IllegalArgumentException wrong) {
        throw new InvalidCampaignException("The knob '%s': %s".formatted(name, wrong.getMessage()));
      }
    }
    return knobs;
  }

  private static Knob knob(Fields fields, String name) {
    Optional<String> file = fields.text("file");
    String type =
        fields
            .text("type")
            .orElseThrow(() -> new InvalidCampaignException("it has no 'type'."))
            .toLowerCase(Locale.ROOT);
    return switch (type) {
      case "float", "int" ->
          new Knob.Numeric(
              name,
              type.equals("int"),
              number(fields, "min"),
              number(fields, "max"),
              fields.oneOf(Knob.Scale.class, "scale", Knob.Scale.LINEAR),
              fields.flag("relative"),
              file);
      case "choice" ->
          new Knob.Choice(name, fields.texts("choices"), fields.flag("relative"), file);
      case "bool" -> new Knob.Choice(name, List.of("false", "true"), false, file);
      default ->
          throw new InvalidCampaignException(
              "its type is '%s'; use float, int, bool or choice.".formatted(type));
    };
  }

  private static double number(Fields fields, String key) {
    JsonNode value = fields.node(key);
    if (!value.isNumber()) {
      throw new InvalidCampaignException("'%s' must be a number.".formatted(key));
    }
    return value.asDouble();
  }
}
