package dev.swarm.coordinator.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Nodes that share the loopback address, each on ports that were free a moment ago. */
final class OneMachine implements Site {
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> clusterPorts = new ArrayList<>();

  OneMachine() throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < 2 * NODES; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      taken.add(socket);
      (i < NODES ? ports : clusterPorts).add(socket.getLocalPort());
    }
    for (ServerSocket socket : taken) {
      socket.close();
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
