package dev.swarm.agent.workspace;

/** Where the campaign lies in its repository; paths in the interface start there. */
record CampaignDirectory(String prefix) {
  private static final String LEDGER = "results.tsv";

  CampaignDirectory {
    prefix = prefix.replaceAll("^/+|/+$", "");
  }

  /** A path from the root of the repository. */
  String path(String fromCampaign) {
    return prefix.isEmpty() ? fromCampaign : prefix + "/" + fromCampaign;
  }

  String ledger() {
    return path(LEDGER);
  }
}
