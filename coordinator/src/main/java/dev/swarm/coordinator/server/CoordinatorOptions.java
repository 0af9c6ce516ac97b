package dev.swarm.coordinator.server;

import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.coordinator.cluster.ClusterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a coordinator is started.
 *
 * @param campaign the campaign's folder, at its git repository's root or below
 * @param base the commit to start from; absent for the branch that is checked out
 * @param folder where it keeps its token, journal and hub
 * @param host address to serve on
 * @param port of gRPC; 0 takes any free one
 * @param gitPort of the hub; 0 takes any free one
 * @param lease how long a machine counts as live after its last message
 * @param limits of the campaign
 * @param journal JDBC address of a PostgreSQL database; absent for a file in {@code folder}
 * @param cluster absent for a coordinator that is alone; needs {@code journal}
 */
public record CoordinatorOptions(
    Path campaign,
    Optional<String> base,
    Path folder,
    String host,
    int port,
    int gitPort,
    Duration lease,
    Settings.Limits limits,
    Optional<String> journal,
    Optional<ClusterOptions> cluster) {

  /** A coordinator that is alone, with its journal in its folder. */
  public CoordinatorOptions(
      Path campaign,
      Optional<String> base,
      Path folder,
      String host,
      int port,
      int gitPort,
      Duration lease,
      Settings.Limits limits) {
    this(
        campaign,
        base,
        folder,
        host,
        port,
        gitPort,
        lease,
        limits,
        Optional.empty(),
        Optional.empty());
  }
}
