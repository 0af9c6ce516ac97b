package dev.swarm.shared.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swarm.shared.text.Durations;
import dev.swarm.shared.text.NearestName;
import dev.swarm.shared.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One mapping of a campaign file, read key by key. What is wrong is said in one sentence that names
 * the key; a key that is not known is wrong.
 */
final class Fields {
  private final JsonNode node;
  private final String path;

  /**
   * @param path of this mapping, such as {@code limits}; empty for the whole file
   */
  private Fields(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * The whole file, or any mapping of which nobody has to know where it stands.
   *
   * @param owner the beginning of the sentence about an unknown key
   */
  static Fields of(JsonNode node, String owner, Set<String> known) {
    checkKeys(node, owner, known);
    return new Fields(node, "");
  }

  /** A mapping below this one; an empty one when it is left out. */
  Fields below(String key, Set<String> known) {
    JsonNode value = node.path(key);
    if (!isAbsent(value) && !value.isObject()) {
      throw new InvalidCampaignException(
          "'%s' must be a mapping with keys such as '%s'."
              .formatted(path(key), known.stream().sorted().findFirst().orElseThrow()));
    }
    checkKeys(value, "'" + path(key) + "'", known);
    return new Fields(value, path(key));
  }

  JsonNode node(String key) {
    return node.path(key);
  }

  boolean has(String key) {
    return !isAbsent(node.path(key));
  }

  String required(String key) {
    return text(key)
        .orElseThrow(
            () -> new InvalidCampaignException("The campaign file has no '%s'.".formatted(key)));
  }

  /** Empty when it is left out, blank or no single value. */
  Optional<String> text(String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull() && !value.asText().isBlank()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  List<String> texts(String key) {
    JsonNode value = node.path(key);
    if (isAbsent(value)) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new InvalidCampaignException("'%s' must be a list.".formatted(path(key)));
    }
    List<String> texts = new ArrayList<>();
    value.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  Optional<Duration> duration(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    return Optional.of(duration(path(key), node.path(key).asText()));
  }

  static Duration duration(String path, String text) {
    try {
      return Durations.parsePositive(text);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidCampaignException(path + " is " + wrong.getMessage());
    }
  }

  OptionalLong size(String key) {
    if (!has(key)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Sizes.parsePositive(node.path(key).asText()));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidCampaignException(path(key) + " is " + wrong.getMessage());
    }
  }

  int whole(String key, int least, int otherwise) {
    JsonNode value = node.path(key);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isInt() || value.intValue() < least) {
      throw new InvalidCampaignException(
          "%s is '%s'; it must be a whole number, at least %d."
              .formatted(path(key), value.asText(), least));
    }
    return value.intValue();
  }

  /** A number above zero. */
  OptionalDouble positive(String key) {
    JsonNode value = node.path(key);
    if (isAbsent(value)) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !(value.asDouble() > 0) || Double.isInfinite(value.asDouble())) {
      throw new InvalidCampaignException(
          "%s is '%s'; it must be a number above zero.".formatted(path(key), value.asText()));
    }
    return OptionalDouble.of(value.asDouble());
  }

  boolean flag(String key) {
    JsonNode value = node.path(key);
    if (!isAbsent(value) && !value.isBoolean()) {
      throw new InvalidCampaignException(
          "%s is '%s'; use true or false.".formatted(path(key), value.asText()));
    }
    return value.asBoolean();
  }

  <E extends Enum<E>> E oneOf(Class<E> type, String key, E otherwise) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.get())) {
        return constant;
      }
      known.add(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new InvalidCampaignException(
        "%s is '%s'; use %s.".formatted(path(key), text.get(), String.join(" or ", known)));
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static void checkKeys(JsonNode node, String owner, Set<String> known) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!known.contains(key)) {
        throw new InvalidCampaignException(
            "%s has an unknown key '%s'%s".formatted(owner, key, NearestName.hint(key, known)));
      }
    }
  }
}
