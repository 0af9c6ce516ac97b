package dev.swarm.shared.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.swarm.shared.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns a campaign file's YAML into a {@link CampaignFile}, or into one sentence of complaint. */
final class CampaignFileReader {
  private static final ObjectMapper YAML =
      JsonMapper.builder(new YAMLFactory())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "metric",
          "metric_direction",
          "mutable_files",
          "immutable_files",
          "run_command",
          "eval_command",
          "verify_command",
          "data",
          "network",
          "budget",
          "budget_minutes",
          "limits",
          "keep",
          "retries",
          "branch_prefix",
          "nonce",
          "rules",
          "knobs",
          "ladder",
          "classes");
  private static final Set<String> KEEP_KEYS =
      Set.of("policy", "baseline_runs", "confirmations", "noise_floor");
  private static final Set<String> RETRIES_KEYS = Set.of("infrastructure", "repairs");
  private static final Set<String> LIMITS_KEYS =
      Set.of("training", "cycle", "memory", "processes", "file_size", "log");
  private static final int MOST_MINUTES = 365 * 24 * 60;
  private static final Pattern BRANCH_PREFIX =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

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
    return read(root, ClassReader.read(root, CampaignFileReader::read));
  }

  private static CampaignFile read(JsonNode root) {
    return read(root, Map.of());
  }

  private static CampaignFile read(JsonNode root, Map<String, CampaignFile> classes) {
    Fields fields = Fields.of(root, "The campaign file", KEYS);
    List<String> mutable = FilePaths.check("mutable_files", fields.texts("mutable_files"));
    if (mutable.isEmpty()) {
      throw new InvalidCampaignException(
          "The campaign file names no mutable_files; an experiment has to change something.");
    }
    List<String> immutable = FilePaths.check("immutable_files", fields.texts("immutable_files"));
    FilePaths.checkApart(mutable, immutable);
    Duration budget = budget(fields);
    List<Knob> knobs = KnobReader.read(root.path("knobs"));
    CampaignFile file =
        new CampaignFile(
            fields.required("name"),
            fields.required("metric"),
            fields.oneOf(Direction.class, "metric_direction", Direction.MINIMIZE),
            mutable,
            immutable,
            LogRedirect.strip(fields.required("run_command")),
            fields.text("eval_command"),
            fields.text("verify_command"),
            fields.texts("data"),
            fields.oneOf(Network.class, "network", Network.NONE),
            budget,
            RunLimits.read(fields.below("limits", LIMITS_KEYS), budget),
            KeepRules.read(fields.below("keep", KEEP_KEYS)),
            Retries.read(fields.below("retries", RETRIES_KEYS)),
            branchPrefix(fields),
            nonceRequired(fields),
            fields.texts("rules"),
            knobs,
            LadderReader.read(root.path("ladder"), budget, knobs),
            classes);
    FilePaths.checkKnobs(file);
    return file;
  }

  private static String branchPrefix(Fields fields) {
    String prefix = fields.text("branch_prefix").orElse("autoresearch");
    if (!BRANCH_PREFIX.matcher(prefix).matches()) {
      throw new InvalidCampaignException(
          "branch_prefix is '%s'; use letters, digits and inner dashes.".formatted(prefix));
    }
    return prefix;
  }

  private static boolean nonceRequired(Fields fields) {
    String text = fields.text("nonce").orElse("none");
    if (!text.equals("required") && !text.equals("none")) {
      throw new InvalidCampaignException("nonce is '%s'; use required or none.".formatted(text));
    }
    return text.equals("required");
  }

  private static Duration budget(Fields fields) {
    if (fields.has("budget") == fields.has("budget_minutes")) {
      throw new InvalidCampaignException(
          "The campaign file needs exactly one of budget (such as 300s) and budget_minutes.");
    }
    if (fields.has("budget")) {
      return fields.duration("budget").orElseThrow();
    }
    JsonNode minutes = fields.node("budget_minutes");
    if (!minutes.isNumber() || !(minutes.asDouble() > 0) || minutes.asDouble() > MOST_MINUTES) {
      throw new InvalidCampaignException(
          "budget_minutes is '%s'; it must be a number above zero and at most %d."
              .formatted(minutes.asText(), MOST_MINUTES));
    }
    return Fields.duration("budget_minutes", minutes.decimalValue().toPlainString() + "m");
  }

  private static String firstLine(JsonProcessingException broken) {
    return broken.getOriginalMessage().lines().findFirst().orElse("it can't be parsed");
  }
}
