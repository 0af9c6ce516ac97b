package dev.swarm.shared.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads {@code classes} of a campaign file: what differs for one hardware class is laid over the
 * file, and the whole is read as if it had been written so.
 */
final class ClassReader {
  private static final String CLASSES = "classes";
  private static final Set<String> KEYS =
      Set.of(
          "budget",
          "budget_minutes",
          "limits",
          "keep",
          "run_command",
          "eval_command",
          "verify_command",
          "data",
          "ladder");

  private ClassReader() {}

  /** The effective file by hardware class; takes {@code classes} out of the root's sight. */
  static Map<String, CampaignFile> read(JsonNode root, Function<JsonNode, CampaignFile> reader) {
    JsonNode classes = root.path(CLASSES);
    if (!classes.isMissingNode() && !classes.isNull() && !classes.isObject()) {
      throw new InvalidCampaignException(
          "'classes' must be a mapping from hardware classes, such as h100, to what differs there.");
    }
    Map<String, CampaignFile> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : classes.properties()) {
      String name = each.getKey();
      Fields.of(each.getValue(), "The class '%s'".formatted(name), KEYS);
      try {
        files.put(name, reader.apply(over(root, each.getValue())));
      } catch (InvalidCampaignException wrong) {
        throw new InvalidCampaignException(
            "The class '%s': %s".formatted(name, wrong.getMessage()));
      }
    }
    return files;
  }

  private static JsonNode over(JsonNode root, JsonNode differences) {
    ObjectNode whole = root.deepCopy();
    whole.remove(CLASSES);
    if (differences.has("budget") || differences.has("budget_minutes")) {
      whole.remove("budget");
      whole.remove("budget_minutes");
    }
    for (Map.Entry<String, JsonNode> each : differences.properties()) {
      if (whole.get(each.getKey()) instanceof ObjectNode present
          && each.getValue() instanceof ObjectNode changed) {
        present.setAll(changed);
      } else {
        whole.set(each.getKey(), each.getValue());
      }
    }
    return whole;
  }
}
