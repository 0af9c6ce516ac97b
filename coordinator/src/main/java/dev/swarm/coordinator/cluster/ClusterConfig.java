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
import org.apache.pekko.pki.pem.DERPrivateKeyLoader;
import org.apache.pekko.pki.pem.PEMDecoder;

/** What the actor system has to know to be a node; the rest stands in {@code coordinator.conf}. */
public final class ClusterConfig {
  private static final String TLS = "pekko.remote.artery.ssl.rotating-keys-engine.";

  private ClusterConfig() {}

  /**
   * The configuration of one node.
   *
   * @param home the user's folder of swarms, where a certificate for this machine alone is kept
   * @throws Complaint when a certificate's file can't be read, or the key is of another kind
   * @throws IOException when no certificate can be made
   */
  public static Config of(ClusterOptions options, Path home) throws IOException {
    Certificates certificates =
        options.certificates().isPresent()
            ? usable(options.certificates().get())
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

  /** What Pekko could not read would keep the nodes apart without a word that helps. */
  private static Certificates usable(Certificates given) throws IOException {
    for (Path file : List.of(given.certificate(), given.key(), given.authority())) {
      if (!Files.isReadable(file)) {
        throw new Complaint(
            "The file %s can't be read; name PEM files with --tls-cert, --tls-key and --tls-ca."
                .formatted(file));
      }
    }
    String key = Files.readString(given.key());
    try {
      DERPrivateKeyLoader.load(PEMDecoder.decode(key));
    } catch (Exception unusable) {
      // It is written in Scala, which does not say what it throws.
      throw new Complaint(
          "The key %s can't be used; --tls-key needs an RSA key in PEM, without a password."
              .formatted(given.key()),
          unusable);
    }
    return given;
  }
}
