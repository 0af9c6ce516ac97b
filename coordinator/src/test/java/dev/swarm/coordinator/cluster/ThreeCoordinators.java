package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.server.TestCampaign;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A cluster of three coordinator processes on this machine, with one journal. */
final class ThreeCoordinators implements AutoCloseable {
  static final String TOKEN = "the-token-of-a-test-or-a-benchmark";
  private static final int NODES = 3;
  private static final long PATIENCE_SECONDS = 120;

  private final Path home;
  private final Path campaign;
  private final String journal;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> clusterPorts = new ArrayList<>();
  private final CoordinatorProcess[] nodes = new CoordinatorProcess[NODES];

  /** Starts them and waits until all serve. */
  ThreeCoordinators(Path home, String journal) throws Exception {
    this.home = home;
    this.journal = journal;
    this.campaign = TestCampaign.commit(home.resolve("campaign"));
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < 2 * NODES; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      taken.add(socket);
      (i < NODES ? ports : clusterPorts).add(socket.getLocalPort());
    }
    for (ServerSocket socket : taken) {
      socket.close();
    }
    for (int i = 0; i < NODES; i++) {
      launch(i);
    }
    for (CoordinatorProcess node : nodes) {
      node.await("is ready", PATIENCE_SECONDS);
    }
  }

  /** Starts a node that is down, and waits until it serves. */
  void restart(int index) throws Exception {
    launch(index);
    nodes[index].await("is ready", PATIENCE_SECONDS);
  }

  private void launch(int index) throws IOException {
    Path folder = home.resolve("node" + index);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
    nodes[index] =
        CoordinatorProcess.start(
            home,
            List.of(
                campaign.toString(),
                "--dir",
                folder.toString(),
                "--port",
                ports.get(index).toString(),
                "--git-port",
                "0",
                "--cluster-port",
                clusterPorts.get(index).toString(),
                "--seed-nodes",
                clusterPorts.stream()
                    .map(port -> "127.0.0.1:" + port)
                    .collect(Collectors.joining(",")),
                "--journal",
                journal));
  }

  /** The node that decides; waits until there is one. */
  int owner() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < NODES; i++) {
        if (nodes[i].isAlive() && nodes[i].decides()) {
          return i;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nobody decides:\n" + output());
  }

  CoordinatorProcess node(int index) {
    return nodes[index];
  }

  /** Where each node serves workers. */
  List<Integer> ports() {
    return ports;
  }

  String output() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < NODES; i++) {
      all.append("node ").append(i).append(":\n").append(nodes[i].output()).append('\n');
    }
    return all.toString();
  }

  @Override
  public void close() {
    for (CoordinatorProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
  }
}
