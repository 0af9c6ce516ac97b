package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.journal.LastingPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Nodes that share the loopback address, each on ports of its own whenever it is started. */
final class OneMachine implements Site {
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> clusterPorts = new ArrayList<>();

  OneMachine() throws IOException {
    for (int i = 0; i < NODES; i++) {
      ports.add(LastingPort.at("127.0.0.1"));
      clusterPorts.add(LastingPort.at("127.0.0.1"));
    }
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public List<String> options(int node) {
    return List.of(
        "--port",
        ports.get(node).toString(),
        "--cluster-port",
        clusterPorts.get(node).toString(),
        "--seed-nodes",
        clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
  }

  @Override
  public String address(int node) {
    return "127.0.0.1:" + ports.get(node);
  }
}
