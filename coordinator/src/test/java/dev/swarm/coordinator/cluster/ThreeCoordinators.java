package dev.swarm.coordinator.cluster;

import dev.swarm.coordinator.cli.OperatorClient;
import dev.swarm.coordinator.server.TestCampaign;
import dev.swarm.proto.v1.CoordinatorStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A cluster of three coordinator processes with one journal. */
final class ThreeCoordinators implements AutoCloseable {
  static final String TOKEN = "the-token-of-a-test-or-a-benchmark";
  private static final long PATIENCE_SECONDS = 300;

  private final Path home;
  private final Path campaign;
  private final String journal;
  private final Site site;
  private final CoordinatorProcess[] nodes = new CoordinatorProcess[Site.NODES];

  /** Starts them on the loopback address and waits until all serve. */
  ThreeCoordinators(Path home, String journal) throws Exception {
    this(home, journal, new OneMachine());
  }

  /** Starts them, each in its place, and waits until all serve. */
  ThreeCoordinators(Path home, String journal, Site site) throws Exception {
    this.home = home;
    this.journal = journal;
    this.site = site;
    this.campaign = TestCampaign.commit(home.resolve("campaign"));
    try {
      for (int i = 0; i < Site.NODES; i++) {
        launch(i);
      }
      for (CoordinatorProcess node : nodes) {
        node.await("is ready", PATIENCE_SECONDS);
      }
    } catch (Exception | AssertionError failure) {
      close();
      throw failure;
    }
  }

  /** Starts a node that is down, and waits until it serves. */
  void restart(int index) throws Exception {
    launch(index);
    nodes[index].await("is ready", PATIENCE_SECONDS);
  }

  /**
   * Starts again whatever has stopped of its own accord.
   *
   * @return how many that were
   */
  int restartTheDead() throws Exception {
    int dead = 0;
    for (int i = 0; i < Site.NODES; i++) {
      if (!nodes[i].isAlive()) {
        dead++;
        restart(i);
      }
    }
    return dead;
  }

  private void launch(int index) throws IOException {
    Path folder = home.resolve("node" + index);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
    List<String> arguments = new ArrayList<>();
    arguments.add(campaign.toString());
    arguments.addAll(List.of("--dir", folder.toString(), "--git-port", "0"));
    arguments.addAll(List.of("--journal", journal));
    arguments.addAll(site.options(index));
    nodes[index] = CoordinatorProcess.start(site.prefix(index), home, arguments);
  }

  /** The node that decides; waits until there is one. */
  int owner() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < Site.NODES; i++) {
        if (nodes[i].isAlive() && nodes[i].decides()) {
          return i;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError("nobody decides:\n" + output());
  }

  /** Waits until a node says of the cluster what is wanted. */
  void awaitStatus(int node, Predicate<List<CoordinatorStatus>> wanted, long seconds)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    try (OperatorClient client = new OperatorClient(site.address(node), TOKEN)) {
      List<CoordinatorStatus> said = client.status().getCoordinatorsList();
      while (!wanted.test(said)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("node %d says:%n%s".formatted(node, said));
        }
        Thread.sleep(100);
        said = client.status().getCoordinatorsList();
      }
    }
  }

  CoordinatorProcess node(int index) {
    return nodes[index];
  }

  /** Where each node serves workers. */
  List<String> addresses() {
    return site.addresses();
  }

  String output() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < Site.NODES; i++) {
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
