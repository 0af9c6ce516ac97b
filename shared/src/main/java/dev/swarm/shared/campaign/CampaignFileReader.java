package dev.swarm.shared.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.text.Durations;
import dev.swarm.shared.text.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns a campaign file's YAML into a {@link CampaignFile}, or into one sentence of complaint. */
final class CampaignFileReader {
  private static final ObjectMapper YAML = new JsonMapper(new YAMLFactory());
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "metric",
          "metric_direction",
          "mutable_files",
          "immutable_files",
          "run_command",
          "budget",
          "budget_minutes",
          "limit",
          "branch_prefix",
          "nonce",
          "rules",
          "knobs");
  private static final Set<String> KNOB_KEYS =
      Set.of("name", "type", "min", "max", "scale", "choices");
  private static final int MOST_MINUTES = 365 * 24 * 60;
  private static final Pattern BRANCH_PREFIX =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");
  private static final Duration GRACE = Duration.ofSeconds(60);

  private CampaignFileReader() {}

  static CampaignFile read(String yaml) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException broken) {
      throw new InvalidCampaignException(
          "The campaign file is not YAML: %s (line %d)."
              .formatted(firstLine(broken), broken.getLocation().getLineNr()));
    }
    if (root == null || !root.isObject()) {
      throw new InvalidCampaignException(
          "The campaign file is not a YAML mapping; it needs keys such as 'name' and 'metric'.");
    }
    checkKeys(root, KEYS, "The campaign file");
    List<String> mutable = texts(root, "mutable_files");
    if (mutable.isEmpty()) {
      throw new InvalidCampaignException(
          "The campaign file names no mutable_files; an experiment has to change something.");
    }
    Duration budget = budget(root);
    Duration limit =
        optional(root, "limit")
            .map(text -> duration("limit", text))
            .orElse(budget.multipliedBy(2).plus(GRACE));
    if (limit.compareTo(budget) <= 0) {
      throw new InvalidCampaignException(
          "The limit of a run (%s) must be longer than its budget (%s)."
              .formatted(Durations.format(limit), Durations.format(budget)));
    }
    return new CampaignFile(
        required(root, "name"),
        required(root, "metric"),
        oneOf(
            Direction.class,
            "metric_direction",
            optional(root, "metric_direction").orElse("minimize")),
        mutable,
        texts(root, "immutable_files"),
        required(root, "run_command"),
        budget,
        limit,
        branchPrefix(root),
        nonceRequired(root),
        texts(root, "rules"),
        knobs(root.path("knobs")));
  }

  private static String branchPrefix(JsonNode root) {
    String prefix = optional(root, "branch_prefix").orElse("autoresearch");
    if (!BRANCH_PREFIX.matcher(prefix).matches()) {
      throw new InvalidCampaignException(
          "branch_prefix is '%s'; use letters, digits and inner dashes.".formatted(prefix));
    }
    return prefix;
  }

  private static boolean nonceRequired(JsonNode root) {
    String text = optional(root, "nonce").orElse("none");
    if (!text.equals("required") && !text.equals("none")) {
      throw new InvalidCampaignException("nonce is '%s'; use required or none.".formatted(text));
    }
    return text.equals("required");
  }

  private static Duration budget(JsonNode root) {
    if (root.has("budget") == root.has("budget_minutes")) {
      throw new InvalidCampaignException(
          "The campaign file needs exactly one of budget (such as 300s) and budget_minutes.");
    }
    if (root.has("budget")) {
      return duration("budget", required(root, "budget"));
    }
    JsonNode minutes = root.get("budget_minutes");
    if (!minutes.isNumber() || !(minutes.asDouble() > 0) || minutes.asDouble() > MOST_MINUTES) {
      throw new InvalidCampaignException(
          "budget_minutes is '%s'; it must be a number above zero and at most %d."
              .formatted(minutes.asText(), MOST_MINUTES));
    }
    return duration("budget_minutes", minutes.decimalValue().toPlainString() + "m");
  }

  private static Duration duration(String key, String text) {
    try {
      return Durations.parsePositive(text);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidCampaignException(key + " is " + wrong.getMessage());
    }
  }

  private static List<Knob> knobs(JsonNode node) {
    List<Knob> knobs = new ArrayList<>();
    if (!node.isMissingNode() && !node.isNull() && !node.isArray()) {
      throw new InvalidCampaignException("'knobs' must be a list.");
    }
    for (JsonNode each : node) {
      checkKeys(each, KNOB_KEYS, "A knob");
      String name =
          optional(each, "name")
              .orElseThrow(() -> new InvalidCampaignException("A knob has no 'name'."));
      if (knobs.stream().anyMatch(knob -> knob.name().equals(name))) {
        throw new InvalidCampaignException("The knob '%s' is declared twice.".formatted(name));
      }
      try {
        knobs.add(knob(each, name));
      } catch (IllegalArgumentException wrong) {
        throw new InvalidCampaignException("The knob '%s': %s".formatted(name, wrong.getMessage()));
      }
    }
    return knobs;
  }

  private static Knob knob(JsonNode node, String name) {
    String type =
        optional(node, "type")
            .orElseThrow(() -> new IllegalArgumentException("it has no 'type'."))
            .toLowerCase(Locale.ROOT);
    return switch (type) {
      case "float", "int" ->
          new Knob.Numeric(
              name,
              type.equals("int"),
              number(node, "min"),
              number(node, "max"),
              oneOf(Knob.Scale.class, "scale", optional(node, "scale").orElse("linear")));
      case "choice" -> new Knob.Choice(name, texts(node, "choices"));
      default ->
          throw new IllegalArgumentException(
              "its type is '%s'; use float, int or choice.".formatted(type));
    };
  }

  private static double number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("'%s' must be a number.".formatted(key));
    }
    return value.asDouble();
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, String key, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      known.add(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new InvalidCampaignException(
        "%s is '%s'; use %s.".formatted(key, text, String.join(" or ", known)));
  }

  private static void checkKeys(JsonNode node, Set<String> known, String owner) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!known.contains(key)) {
        throw new InvalidCampaignException(
            "%s has an unknown key '%s'%s".formatted(owner, key, NearestName.hint(key, known)));
      }
    }
  }

  private static String required(JsonNode node, String key) {
    return optional(node, key)
        .orElseThrow(
            () -> new InvalidCampaignException("The campaign file has no '%s'.".formatted(key)));
  }

  private static Optional<String> optional(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull() && !value.asText().isBlank()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  private static List<String> texts(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new InvalidCampaignException("'%s' must be a list.".formatted(key));
    }
    List<String> texts = new ArrayList<>();
    value.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String firstLine(JsonProcessingException broken) {
    return broken.getOriginalMessage().lines().findFirst().orElse("it can't be parsed");
  }
}
