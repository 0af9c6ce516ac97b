package dev.swarm.agent.wire;

import dev.swarm.proto.v1.DesiredState;
import dev.swarm.proto.v1.LedgerEntry;
import dev.swarm.proto.v1.SearchMethod;
import dev.swarm.proto.v1.Status;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.offline.OwnSearch;
import dev.swarm.wire.OutcomeWire;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Finds out how a machine is to search by itself, from what it was told, at the agent's edge. */
public final class OwnSearchWire {
  private OwnSearchWire() {}

  /**
   * The campaign's search, and what it learns from the machine's own ledger.
   *
   * @param told the coordinator's last word, with all of the ledger's rows
   */
  public static OwnSearch search(CampaignFile file, DesiredState told) {
    if (told.getStanding().getSearch() != SearchMethod.SEARCH_METHOD_TPE) {
      return OwnSearch.RANDOM;
    }
    OwnSearch search = OwnSearch.TPE;
    Map<String, Map<String, String>> heads = new HashMap<>();
    for (LedgerEntry row : told.getLedgerList()) {
      Map<String, String> base =
          row.hasBase() ? heads.get(row.getBase()) : told.getStanding().getBaseKnobsMap();
      if (base != null) {
        Map<String, String> configuration = new TreeMap<>(base);
        configuration.putAll(row.getProposal().getEdit().getKnobsMap());
        search = search.judged(file, configuration, OutcomeWire.outcome(row.getOutcome()));
        if (row.getStatus() == Status.STATUS_KEEP) {
          heads.put(row.getExperiment(), configuration);
        }
      }
    }
    return search;
  }
}
