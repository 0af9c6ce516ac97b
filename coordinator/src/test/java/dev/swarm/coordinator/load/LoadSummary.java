package dev.swarm.coordinator.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** The figures that the loads are about, each from the load that it belongs to. */
final class LoadSummary {
  private LoadSummary() {}

  static Map<String, Object> of(Map<String, Map<String, Object>> reports) {
    Map<String, Object> summary = new LinkedHashMap<>();
    take(summary, "p50_ms", reports, "handoff", "p50_ms");
    take(summary, "p99_ms", reports, "handoff", "p99_ms");
    take(summary, "results_per_second", reports, "sustained", "results_per_second");
    take(summary, "workers", reports, "many", "workers");
    take(summary, "rss_mib", reports, "many", "peak_rss_mib");
    take(summary, "slow_sync_results_per_second", reports, "slow_sync", "results_per_second");
    take(summary, "round_over_ideal", reports, "round", "over_ideal");
    summary.put("fsync", "on, one sync before every acknowledgement");
    return summary;
  }

  /** Nothing is said of a load that did not run. */
  private static void take(
      Map<String, Object> summary,
      String name,
      Map<String, Map<String, Object>> reports,
      String load,
      String figure) {
    if (reports.containsKey(load)) {
      summary.put(name, reports.get(load).get(figure));
    }
  }
}
