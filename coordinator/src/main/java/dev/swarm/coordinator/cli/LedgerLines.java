package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.CarriedChange;
import dev.swarm.proto.v1.ComparedRun;
import dev.swarm.proto.v1.Edit;
import dev.swarm.proto.v1.Imported;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.Outcome;
import dev.swarm.proto.v1.RunFacts;
import dev.swarm.proto.v1.Transplant;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A ledger's entry as a row of results.tsv and as an object of the JSON ledger. */
public final class LedgerLines {
  private LedgerLines() {}

  /** As a row of results.tsv. */
  static LedgerRow row(LedgerEntry entry) {
    return new LedgerRow(
        entry.getCommit(),
        metric(entry.getOutcome()),
        memoryMib(entry),
        Status.valueOf(entry.getStatus().name().replace("STATUS_", "")),
        entry.getProposal().getDescription());
  }

  /** As JSON, with everything that is known; what is not known is null. */
  public static Map<String, Object> json(LedgerEntry entry) {
    RunFacts facts = entry.getOutcome().getFacts();
    Map<String, Double> summary = entry.getOutcome().getMeasured().getSummaryMap();
    boolean judged =
        !entry.hasTooLate() && entry.getStatus() != dev.swarm.proto.v1.Status.STATUS_UNSPECIFIED;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("experiment", entry.getExperiment());
    json.put("branch", entry.getBranch());
    json.put("machine", entry.getMachine());
    json.put("class", textOrNull(entry.getHardwareClass()));
    json.put("row", judged ? entry.getRow() : null);
    json.put("commit", entry.getCommit());
    json.put("base", entry.hasBase() ? entry.getBase() : null);
    json.put("origin", origin(entry));
    json.put("transplant", transplant(entry));
    json.put("transfer", entry.hasTransfer() ? word(entry.getTransfer(), "TRANSFER_") : null);
    json.put("description", entry.getProposal().getDescription());
    json.put("reason", textOrNull(entry.getProposal().getReason()));
    json.put("rung", entry.getProposal().hasRung() ? entry.getProposal().getRung() : null);
    json.put("knobs", new TreeMap<>(entry.getProposal().getEdit().getKnobsMap()));
    json.put("patch", patch(entry.getProposal().getEdit()));
    json.put("knobs_before", knobs(entry.getKnobsBeforeMap()));
    json.put("knobs_after", knobs(entry.getKnobsAfterMap()));
    json.put("lines_added", facts.hasLines() ? facts.getLines().getAdded() : null);
    json.put("lines_removed", facts.hasLines() ? facts.getLines().getRemoved() : null);
    json.put("status", judged ? row(entry).status().text() : null);
    json.put("metric", boxed(metric(entry.getOutcome())));
    json.put("runs", entry.getRunsList());
    json.put("compared_runs", entry.getComparedRunsList().stream().map(LedgerLines::run).toList());
    json.put("gain", entry.hasGain() ? entry.getGain() : null);
    json.put("standard_error", entry.hasStandardError() ? entry.getStandardError() : null);
    json.put("verified", verified(summary));
    json.put("memory_mib", boxed(memoryMib(entry)));
    json.put("verdict", judged ? textOrNull(entry.getVerdict()) : null);
    json.put("judged_at_ms", entry.hasImported() ? null : entry.getJudgedAtMs());
    json.put("started_at_ms", facts.getStartedAtMs() == 0 ? null : facts.getStartedAtMs());
    json.put(
        "duration_seconds", facts.getDurationSeconds() == 0 ? null : facts.getDurationSeconds());
    json.put("startup_seconds", facts.hasStartupSeconds() ? facts.getStartupSeconds() : null);
    json.put("idle_seconds", facts.hasIdleSeconds() ? facts.getIdleSeconds() : null);
    json.put("training_seconds", summary.get("training_seconds"));
    json.put("total_seconds", summary.get("total_seconds"));
    json.put("steps", whole(summary.get("num_steps")));
    json.put("tokens_millions", summary.get("total_tokens_M"));
    json.put("mfu_percent", summary.get("mfu_percent"));
    json.put("summary", new TreeMap<>(summary));
    if (entry.getOutcome().hasCrashed()) {
      json.put("crash", entry.getOutcome().getCrashed().getKind());
      json.put("crash_reason", entry.getOutcome().getCrashed().getReason());
      json.put("log_tail", entry.getOutcome().getCrashed().getLogTail());
    }
    if (entry.hasImported()) {
      json.put("imported", imported(entry.getImported()));
    }
    if (entry.hasTooLate()) {
      json.put("too_late", entry.getTooLate());
    }
    return json;
  }

  /** The metric as a second process found it in the saved weights; null where none looked. */
  private static Double verified(Map<String, Double> summary) {
    return summary.entrySet().stream()
        .filter(each -> each.getKey().startsWith("verified_"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** What was carried over from elsewhere; null for what was thought of on its machine. */
  private static Map<String, Object> transplant(LedgerEntry entry) {
    if (!entry.getProposal().hasTransplant()) {
      return null;
    }
    Transplant transplant = entry.getProposal().getTransplant();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", word(transplant.getKind(), "TRANSPLANT_KIND_"));
    json.put("changes", transplant.getChangesList().stream().map(LedgerLines::change).toList());
    json.put("relative", transplant.getRelative());
    json.put("settings_only", entry.getOutcome().getFacts().getSettingsOnly());
    return json;
  }

  private static Map<String, Object> change(CarriedChange change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", change.getId());
    json.put("class", change.hasHardwareClass() ? change.getHardwareClass() : null);
    json.put("description", change.getDescription());
    return json;
  }

  private static Map<String, Object> patch(Edit edit) {
    return edit.hasPatch()
        ? Map.of("first", edit.getPatch().getFirst(), "last", edit.getPatch().getLast())
        : null;
  }

  private static String word(Enum<?> constant, String prefix) {
    return constant.name().replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> run(ComparedRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("of", run.getIncumbent() ? "incumbent" : "experiment");
    json.put("metric", boxed(metric(run.getOutcome())));
    json.put("commit", run.getCommit());
    json.put("duration_seconds", run.getOutcome().getFacts().getDurationSeconds());
    json.put("at_ms", run.getAtMs());
    return json;
  }

  private static Map<String, Object> imported(Imported imported) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", imported.getFile());
    json.put("line", imported.getLine());
    json.put("segment", imported.getSegment());
    json.put("at_ms", imported.getImportedAtMs());
    json.put("status", imported.getStatusText());
    json.put("others", new TreeMap<>(imported.getOthersMap()));
    return json;
  }

  private static String origin(LedgerEntry entry) {
    if (entry.hasImported()) {
      return "imported";
    }
    return entry.hasProposal() ? word(entry.getProposal().getOrigin(), "ORIGIN_") : null;
  }

  private static OptionalDouble metric(Outcome outcome) {
    return outcome.hasMeasured()
        ? OptionalDouble.of(outcome.getMeasured().getMetric())
        : OptionalDouble.empty();
  }

  static OptionalDouble memoryMib(LedgerEntry entry) {
    if (entry.getImported().hasMemoryMib()) {
      return OptionalDouble.of(entry.getImported().getMemoryMib());
    }
    boolean known =
        entry.getOutcome().hasMeasured() && entry.getOutcome().getMeasured().hasMemoryMib();
    return known
        ? OptionalDouble.of(entry.getOutcome().getMeasured().getMemoryMib())
        : OptionalDouble.empty();
  }

  private static Map<String, String> knobs(Map<String, String> known) {
    return known.isEmpty() ? null : new TreeMap<>(known);
  }

  private static Object whole(Double number) {
    return number == null || number != Math.rint(number) ? (Object) number : number.longValue();
  }

  private static String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
