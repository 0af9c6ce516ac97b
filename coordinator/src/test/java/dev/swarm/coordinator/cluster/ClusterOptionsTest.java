package dev.swarm.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swarm.access.SelfSigned;
import dev.swarm.shared.text.Complaint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What makes a cluster, and what is refused in a sentence. */
class ClusterOptionsTest {
  @TempDir Path folder;

  @Test
  void refusesAnEvenNumberOfNodes() {
    assertThatThrownBy(() -> options("127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:2"))
        .isInstanceOf(Complaint.class)
        .hasMessage(
            "--seed-nodes names 2 nodes, and an even number can be cut into halves of which neither may go on; name an odd number.");
  }

  @Test
  void refusesANodeThatIsNamedTwice() {
    assertThatThrownBy(() -> options("127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:1"))
        .isInstanceOf(Complaint.class)
        .hasMessage("--seed-nodes names a node twice; name each one once.");
  }

  @Test
  void refusesANodeThatIsNotAmongThem() {
    assertThatThrownBy(() -> options("127.0.0.1:9", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"))
        .isInstanceOf(Complaint.class)
        .hasMessage(
            "This node is 127.0.0.1:9, which is not among --seed-nodes; name every node there, this one too, or correct --cluster-host and --cluster-port.");
  }

  @Test
  void refusesToLeaveTheMachineWithoutCertificates() {
    String[] nodes = {"192.0.2.1:7173", "192.0.2.2:7173", "192.0.2.3:7173"};

    assertThatThrownBy(() -> options(nodes[0], nodes))
        .isInstanceOf(Complaint.class)
        .hasMessage(
            "Nodes on several machines need certificates; give each node --tls-cert, --tls-key and --tls-ca.");
    Path pem = folder.resolve("pem");
    assertThat(
            new ClusterOptions(
                    Arrays.stream(nodes).map(NodeAddress::parse).toList(),
                    NodeAddress.parse(nodes[0]),
                    Optional.of(new Certificates(pem, pem, pem)))
                .majority())
        .isEqualTo(2);
  }

  @Test
  void saysWhichCertificateItCannotRead() {
    Path missing = folder.resolve("missing.pem");
    ClusterOptions options =
        new ClusterOptions(
            List.of(NodeAddress.parse("127.0.0.1:1")),
            NodeAddress.parse("127.0.0.1:1"),
            Optional.of(new Certificates(missing, missing, missing)));

    assertThatThrownBy(() -> ClusterConfig.of(options, folder))
        .isInstanceOf(Complaint.class)
        .hasMessage(
            "The file %s can't be read; name PEM files with --tls-cert, --tls-key and --tls-ca."
                .formatted(missing));
  }

  @Test
  void refusesAKeyThatPekkoCannotRead() throws Exception {
    byte[] elliptic = SelfSigned.make(SelfSigned.Kind.ELLIPTIC, it -> "CN=node").key().getEncoded();
    Path key = folder.resolve("key.pem");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(elliptic)));
    ClusterOptions options =
        new ClusterOptions(
            List.of(NodeAddress.parse("127.0.0.1:1")),
            NodeAddress.parse("127.0.0.1:1"),
            Optional.of(new Certificates(key, key, key)));

    assertThatThrownBy(() -> ClusterConfig.of(options, folder))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("needs an RSA key");
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String text : List.of("box", "box:", ":1", "box:0", "box:70000", "a b:c")) {
      assertThatThrownBy(() -> NodeAddress.parse(text)).isInstanceOf(Complaint.class);
    }
    assertThat(NodeAddress.parse("[::1]:7173")).isEqualTo(new NodeAddress("[::1]", 7173));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void makesOneCertificateForAllNodesOfThisMachineThatOnlyTheirOwnerCanRead() throws Exception {
    Path place = folder.resolve("home/loopback");
    ExecutorService pool = Executors.newFixedThreadPool(3);
    List<Certificates> made = new ArrayList<>();
    try {
      List<Future<Certificates>> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(pool.submit(() -> LoopbackCertificates.in(place)));
      }
      for (Future<Certificates> node : nodes) {
        made.add(node.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(made).containsOnly(made.get(0));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rwx------");
    try (Stream<Path> left = Files.list(place.getParent())) {
      assertThat(left).containsExactly(place);
    }
    try (var pem = Files.newInputStream(made.get(0).certificate())) {
      CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
    assertThat(made.get(0).key()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  private static ClusterOptions options(String own, String... seeds) {
    return new ClusterOptions(
        Arrays.stream(seeds).map(NodeAddress::parse).toList(),
        NodeAddress.parse(own),
        Optional.empty());
  }
}
