package dev.swarm.coordinator.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority, and a certificate signed by it for each node, as an operator would make them. */
final class NodeCertificates {
  private static final String PASSWORD = "of-a-test";

  private final Path folder;

  private NodeCertificates(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes them with the JDK's keytool.
   *
   * @param addresses of the nodes, in order
   */
  static NodeCertificates make(Path folder, List<String> addresses)
      throws IOException, InterruptedException {
    NodeCertificates all = new NodeCertificates(Files.createDirectories(folder));
    all.pair("ca", "CN=authority", "bc:c");
    all.keytool("ca", "-exportcert", "-rfc", "-file", all.file("ca.pem"));
    for (int node = 0; node < addresses.size(); node++) {
      all.sign("node" + node, "san=ip:" + addresses.get(node));
    }
    return all;
  }

  Certificates of(int node) {
    return new Certificates(
        folder.resolve("node%d.pem".formatted(node)),
        folder.resolve("node%d.key".formatted(node)),
        folder.resolve("ca.pem"));
  }

  private void sign(String node, String extension) throws IOException, InterruptedException {
    pair(node, "CN=swarm", extension);
    keytool(node, "-certreq", "-file", file(node + ".csr"));
    keytool(
        "ca",
        "-gencert",
        "-rfc",
        "-ext",
        extension,
        "-infile",
        file(node + ".csr"),
        "-outfile",
        file(node + ".pem"));
    try (InputStream in = Files.newInputStream(folder.resolve(node + ".p12"))) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      byte[] key = keys.getKey(node, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(
          folder.resolve(node + ".key"),
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(
                  Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                      .encodeToString(key)));
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  private void pair(String name, String subject, String extension)
      throws IOException, InterruptedException {
    keytool(
        name,
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        subject,
        "-ext",
        extension);
  }

  /** Runs one of keytool's commands on the key of that name, each in a store of its own. */
  private void keytool(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", name, "-keystore", file(name + ".p12")));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
