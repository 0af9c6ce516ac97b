package dev.swarm.coordinator.cli;

import dev.swarm.coordinator.cluster.Certificates;
import dev.swarm.coordinator.cluster.ClusterOptions;
import dev.swarm.coordinator.cluster.NodeAddress;
import dev.swarm.shared.text.Complaint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of a coordinator that is one of several. */
final class ClusterParameters {
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  @Option(
      names = "--seed-nodes",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Every coordinator of the cluster, an odd number, in the same order on each.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--cluster-port",
      paramLabel = "PORT",
      description = "Port for the other coordinators (default: ${DEFAULT-VALUE}).",
      defaultValue = "7173")
  private int port;

  @Option(
      names = "--cluster-host",
      paramLabel = "ADDRESS",
      description = "This node's name in --seed-nodes (default: --host).")
  private String host;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "This node's certificate, PEM (default: one for this machine alone is made).")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PEM.")
  private Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "The certificate that signed those of all nodes, PEM.")
  private Path authority;

  boolean isWanted() {
    return !seeds.isEmpty();
  }

  /**
   * What was asked for.
   *
   * @param served the address that workers and commands are served on
   */
  Optional<ClusterOptions> options(String served) {
    if (!isWanted()) {
      return Optional.empty();
    }
    if (host == null && EVERYWHERE.contains(served)) {
      throw new Complaint(
          "--host is %s, which names no machine; say with --cluster-host which of --seed-nodes this one is."
              .formatted(served));
    }
    return Optional.of(
        new ClusterOptions(
            seeds.stream().map(NodeAddress::parse).toList(),
            new NodeAddress(host == null ? served : host, port),
            certificates()));
  }

  private Optional<Certificates> certificates() {
    if (certificate == null && key == null && authority == null) {
      return Optional.empty();
    }
    if (certificate == null || key == null || authority == null) {
      throw new Complaint("--tls-cert, --tls-key and --tls-ca belong together; give all three.");
    }
    return Optional.of(new Certificates(certificate, key, authority));
  }
}
