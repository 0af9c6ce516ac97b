package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.shared.ledger.LedgerRow;
import dev.swarm.shared.verdict.Status;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A ledger's entry in the forms that {@code swarm log} prints. */
public final class LedgerLines {
  private LedgerLines() {}

  /** As a row of results.tsv. */
  static LedgerRow row(LedgerEntry entry) {
    boolean measured = entry.getOutcome().hasMeasured();
    boolean hasMemory = measured && entry.getOutcome().getMeasured().hasMemoryMib();
    return new LedgerRow(
        entry.getCommit(),
        measured
            ? OptionalDouble.of(entry.getOutcome().getMeasured().getMetric())
            : OptionalDouble.empty(),
        hasMemory
            ? OptionalDouble.of(entry.getOutcome().getMeasured().getMemoryMib())
            : OptionalDouble.empty(),
        Status.valueOf(entry.getStatus().name().replace("STATUS_", "")),
        entry.getProposal().getDescription());
  }

  /** As JSON, with everything that is known. */
  public static Map<String, Object> json(LedgerEntry entry) {
    LedgerRow row = row(entry);
    var facts = entry.getOutcome().getFacts();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("experiment", entry.getExperiment());
    json.put("branch", entry.getBranch());
    json.put("machine", entry.getMachine());
    json.put("row", entry.getRow());
    json.put("commit", entry.getCommit());
    json.put("base", entry.hasBase() ? entry.getBase() : null);
    json.put(
        "origin",
        entry.getProposal().getOrigin().name().replace("ORIGIN_", "").toLowerCase(Locale.ROOT));
    json.put("description", entry.getProposal().getDescription());
    json.put("knobs", entry.getProposal().getEdit().getKnobsMap());
    json.put("status", row.status().text());
    json.put("metric", boxed(row.metric()));
    json.put("memory_mib", boxed(row.memoryMib()));
    json.put("verdict", entry.getVerdict());
    json.put("judged_at_ms", entry.getJudgedAtMs());
    json.put("duration_seconds", facts.getDurationSeconds());
    json.put("startup_seconds", facts.hasStartupSeconds() ? facts.getStartupSeconds() : null);
    json.put("idle_seconds", facts.hasIdleSeconds() ? facts.getIdleSeconds() : null);
    json.put("summary", entry.getOutcome().getMeasured().getSummaryMap());
    if (entry.getOutcome().hasCrashed()) {
      json.put("crash", entry.getOutcome().getCrashed().getKind());
      json.put("log_tail", entry.getOutcome().getCrashed().getLogTail());
    }
    return json;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
