package dev.swarm.coordinator.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nodes with a network each. Every node has two cables: one to a switch where only the nodes meet,
 * and one to a switch where the database and the workers are. A cable can be pulled: nothing comes
 * through any more, and nobody is told. All of it is made within the network that this process was
 * started in, which has to be one of its own, and is gone with that; see {@link #COMMAND}.
 */
final class NodeNetworks implements Site {
  /** What a command has to begin with to be started in a network of its own; needs root. */
  static final List<String> COMMAND = List.of("unshare", "--net", "--mount");

  /** Where the database and the workers are. */
  static final String HALL = "10.1.0.254";

  private static final int PORT = 7171;
  private static final int CLUSTER_PORT = 7173;

  private final NodeCertificates certificates;

  private NodeNetworks(NodeCertificates certificates) {
    this.certificates = certificates;
  }

  /**
   * Lays the cables.
   *
   * @param folder for the nodes' certificates
   */
  static NodeNetworks lay(Path folder) throws IOException, InterruptedException {
    refuseTheMachinesOwn();
    Files.createDirectories(Path.of("/run/netns"));
    // The names of networks are files, and these are for nobody else.
    run("mount -t tmpfs none /run/netns");
    run("ip link set lo up");
    run("ip link add meet type bridge");
    run("ip link set meet up");
    run("ip link add hall type bridge");
    run("ip address add %s/24 dev hall".formatted(HALL));
    run("ip link set hall up");
    for (int node = 0; node < NODES; node++) {
      run("ip netns add node%d".formatted(node));
      run("ip -n node%d link set lo up".formatted(node));
      cable(node, "meet", clusterHost(node));
      cable(node, "hall", host(node));
    }
    return new NodeNetworks(
        NodeCertificates.make(
            folder, IntStream.range(0, NODES).mapToObj(NodeNetworks::clusterHost).toList()));
  }

  private static void cable(int node, String to, String address)
      throws IOException, InterruptedException {
    run("ip link add %1$s%2$d type veth peer name %1$s netns node%2$d".formatted(to, node));
    run("ip -n node%d address add %s/24 dev %s".formatted(node, address, to));
    run("ip -n node%d link set %s up".formatted(node, to));
    run("ip link set %1$s%2$d master %1$s up".formatted(to, node));
  }

  /** Pulls a node's cable to the other nodes. */
  void cutFromNodes(int node) throws IOException, InterruptedException {
    run("ip link set meet%d nomaster".formatted(node));
  }

  /** Pulls both of its cables. */
  void cutFromEverything(int node) throws IOException, InterruptedException {
    cutFromNodes(node);
    run("ip link set hall%d nomaster".formatted(node));
  }

  /** Puts its cables back. */
  void mend(int node) throws IOException, InterruptedException {
    run("ip link set meet%d master meet".formatted(node));
    run("ip link set hall%d master hall".formatted(node));
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", "node" + node);
  }

  @Override
  public List<String> options(int node) {
    Certificates own = certificates.of(node);
    return List.of(
        "--host",
        "0.0.0.0",
        "--port",
        Integer.toString(PORT),
        "--cluster-host",
        clusterHost(node),
        "--cluster-port",
        Integer.toString(CLUSTER_PORT),
        "--seed-nodes",
        "%s:%4$d,%s:%4$d,%s:%4$d"
            .formatted(clusterHost(0), clusterHost(1), clusterHost(2), CLUSTER_PORT),
        "--tls-cert",
        own.certificate().toString(),
        "--tls-key",
        own.key().toString(),
        "--tls-ca",
        own.authority().toString());
  }

  @Override
  public String address(int node) {
    return "%s:%d".formatted(host(node), PORT);
  }

  private static String host(int node) {
    return "10.1.0.%d".formatted(node + 1);
  }

  private static String clusterHost(int node) {
    return "10.0.0.%d".formatted(node + 1);
  }

  /** One that was just made has nothing that is up. */
  private static void refuseTheMachinesOwn() throws IOException, InterruptedException {
    if (!run("ip -oneline link show up").isBlank()) {
      throw new IOException(
          "This is a network in use; start the program in one of its own, with: "
              + String.join(" ", COMMAND));
    }
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s: %s".formatted(command, said.strip()));
    }
    return said;
  }
}
