package dev.swarm.agent.worker;

import dev.swarm.agent.run.Cores;
import dev.swarm.agent.run.RunSpec;
import dev.swarm.agent.workspace.Workspace;
import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.RunLimits;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What this machine asks its runner to start. Immutable. */
record RunSpecs(WorkerOptions options, RunSurroundings surroundings) {

  /**
   * @param name of the run; with the token it names the run's folder
   * @param base the commit that the experiment is made on, 40 hex digits
   * @param limits beyond which it is killed
   * @param baseline whether it runs the campaign's own code, unchanged
   * @param more of the environment
   * @throws IOException when what it needs is not on this machine
   */
  RunSpec of(
      String name,
      long token,
      String base,
      String command,
      RunLimits limits,
      boolean baseline,
      Map<String, String> more,
      Workspace workspace,
      CampaignFile campaign)
      throws IOException {
    String nonce = UUID.randomUUID().toString();
    Map<String, String> environment = new HashMap<>(surroundings.environment(campaign, baseline));
    environment.putAll(more);
    options.programs().ifPresent(programs -> environment.put("PATH", programs + pathTail()));
    int threads = options.cores().map(Cores::count).orElse(options.hardware().cores());
    environment.put("SWARM_THREADS", Integer.toString(threads));
    environment.put("SWARM_BUDGET_SECONDS", seconds(campaign.budget()));
    environment.put("SWARM_NONCE", nonce);
    environment.put("SWARM_DEVICE_HELD", "1");
    environment.putAll(options.environment());
    return new RunSpec(
        name,
        token,
        base,
        nonce,
        command,
        workspace.directory(),
        limits,
        environment,
        options.cores(),
        surroundings.of(workspace, campaign, baseline));
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String pathTail() {
    String path = System.getenv("PATH");
    return path == null ? "" : File.pathSeparator + path;
  }
}
