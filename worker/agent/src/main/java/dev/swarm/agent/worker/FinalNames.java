package dev.swarm.agent.worker;

import dev.swarm.agent.wire.AgentWire;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.OfflineRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Under which names the coordinator's log has what a worker ran by itself, for whoever has read the
 * worker's own output. The commits are the same in both.
 */
final class FinalNames {
  private FinalNames() {}

  /**
   * A line for each experiment that the coordinator has given another name, in the order in which
   * they ran; one that has no verdict, or could not count, has no row there.
   *
   * @param runs that the coordinator has taken in
   * @param ledger all of its rows
   */
  static List<String> of(Collection<OfflineRun> runs, Collection<LedgerEntry> ledger) {
    Set<String> given = new TreeSet<>();
    Map<String, LedgerEntry> rows = new LinkedHashMap<>();
    for (LedgerEntry row : ledger) {
      given.add(row.getExperiment());
      rows.put(row.getCommit(), row);
    }
    Map<String, List<String>> commits = new LinkedHashMap<>();
    for (OfflineRun run : runs) {
      // What was interrupted is not told, and the incumbent has its row already.
      if (run.getNumber() > 0 && !run.getIncumbent() && !given.contains(run.getExperiment())) {
        commits
            .computeIfAbsent(run.getExperiment(), name -> new ArrayList<>())
            .add(run.getCommit());
      }
    }
    return commits.entrySet().stream()
        .map(each -> sentence(each.getKey(), each.getValue(), rows))
        .toList();
  }

  private static String sentence(String name, List<String> commits, Map<String, LedgerEntry> rows) {
    Optional<LedgerEntry> row =
        commits.stream().filter(rows::containsKey).map(rows::get).findFirst();
    return row.map(
            found ->
                "%s is %s in the log: %s"
                    .formatted(name, found.getExperiment(), AgentWire.row(found).status().text()))
        .orElseGet(
            () ->
                "%s has no row in the log, or none yet; its commit is %.7s"
                    .formatted(name, commits.get(0)));
  }
}
