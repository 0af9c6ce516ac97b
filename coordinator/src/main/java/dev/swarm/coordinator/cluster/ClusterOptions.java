package dev.swarm.coordinator.cluster;

import dev.swarm.shared.text.Complaint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How a coordinator is one of several.
 *
 * @param seeds every node, in the same order on each of them
 * @param own this node's, one of them
 * @param certificates absent for those that are made for this machine alone
 */
public record ClusterOptions(
    List<NodeAddress> seeds, NodeAddress own, Optional<Certificates> certificates) {

  /** Checks that the nodes can be a cluster. */
  public ClusterOptions {
    seeds = List.copyOf(seeds);
    if (seeds.size() % 2 == 0) {
      throw new Complaint(
          "--seed-nodes names %d nodes, and an even number can be cut into halves of which neither may go on; name an odd number."
              .formatted(seeds.size()));
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new Complaint("--seed-nodes names a node twice; name each one once.");
    }
    if (!seeds.contains(own)) {
      throw new Complaint(
          "This node is %s, which is not among --seed-nodes; name every node there, this one too, or correct --cluster-host and --cluster-port."
              .formatted(own));
    }
    if (certificates.isEmpty() && !seeds.stream().allMatch(NodeAddress::isLoopback)) {
      throw new Complaint(
          "Nodes on several machines need certificates; give each node --tls-cert, --tls-key and --tls-ca.");
    }
  }

  /** As many nodes as can go on without the others. */
  int majority() {
    return seeds.size() / 2 + 1;
  }
}
