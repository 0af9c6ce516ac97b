package dev.swarm.coordinator.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the actor system has to know to be a node; the rest stands in {@code coordinator.conf}. */
public final class ClusterConfig {
  private static final String TLS = "pekko.remote.artery.ssl.rotating-keys-engine.";

  private ClusterConfig() {}

  /**
   * The configuration of one node.
   *
   * @param home the user's folder of swarms, where a certificate for this machine alone is kept
   * @throws Complaint when a certificate's file can't be read
   * @throws IOException when no certificate can be made
   */
  public static Config of(ClusterOptions options, Path home) throws IOException {
    Certificates certificates =
        options.certificates().isPresent()
            ? readable(options.certificates().get())
            : LoopbackCertificates.in(home.resolve("loopback"));
    List<String> seeds = options.seeds().stream().map("pekko://swarm@%s"::formatted).toList();
    return ConfigFactory.parseMap(
        Map.of(
            "pekko.cluster.seed-node-timeout",
            patience(options),
            "pekko.actor.provider",
            "cluster",
            "pekko.cluster.seed-nodes",
            seeds,
            // A lone node that starts while it can't see the others must not begin a second
            // cluster.
            "pekko.cluster.min-nr-of-members",
            options.majority(),
            "pekko.remote.artery.canonical.hostname",
            options.own().host(),
            "pekko.remote.artery.canonical.port",
            options.own().port(),
            TLS + "key-file",
            certificates.key().toAbsolutePath().toString(),
            TLS + "cert-file",
            certificates.certificate().toAbsolutePath().toString(),
            TLS + "ca-cert-file",
            certificates.authority().toAbsolutePath().toString()));
  }

  /**
   * How long the first of the seeds looks for a cluster before it begins one. If others are there,
   * they most likely have one, and only load keeps them from saying so at once.
   */
  private static Duration patience(ClusterOptions options) {
    boolean others =
        options.seeds().stream()
            .filter(seed -> !seed.equals(options.own()))
            .anyMatch(NodeAddress::isListening);
    return Duration.ofSeconds(others ? 20 : 5);
  }

  private static Certificates readable(Certificates given) {
    for (Path file : List.of(given.certificate(), given.key(), given.authority())) {
      if (!Files.isReadable(file)) {
        throw new Complaint(
            "The file %s can't be read; name PEM files with --tls-cert, --tls-key and --tls-ca."
                .formatted(file));
      }
    }
    return given;
  }
}
