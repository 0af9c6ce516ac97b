package dev.swarm.coordinator.cluster;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for nodes that all run on this machine as one user: made once by the JDK's keytool,
 * signed by itself, and kept in a folder that only its owner may read. Nodes that start together
 * make one each, and the first one to be moved into place is everybody's.
 */
final class LoopbackCertificates {
  private static final String ALIAS = "swarm";

  /** Of a file that lives for a moment in a folder that only its owner may read. */
  private static final String PASSWORD = "only-for-a-moment";

  private LoopbackCertificates() {}

  static Certificates in(Path folder) throws IOException {
    Path certificate = folder.resolve("cert.pem");
    if (!Files.exists(certificate)) {
      make(folder);
    }
    return new Certificates(certificate, folder.resolve("key.pem"), certificate);
  }

  private static void make(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path fresh = Files.createTempDirectory(parent, "certificate");
    if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
    }
    Path store = fresh.resolve("store.p12");
    keytool(store);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      write(
          fresh.resolve("key.pem"),
          "PRIVATE KEY",
          keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      write(fresh.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IOException("keytool's file can't be read: " + impossible.getMessage(), impossible);
    }
    Files.delete(store);
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException failure) {
      remove(fresh);
      // Another node was faster, and its certificate is as good.
      if (!Files.exists(folder.resolve("cert.pem"))) {
        throw failure;
      }
    }
  }

  private static void keytool(Path store) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "3072",
            "-validity",
            "36500",
            "-dname",
            "CN=swarm",
            "-ext",
            "SAN=dns:localhost,ip:127.0.0.1");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS)) {
        keytool.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (keytool.isAlive() || keytool.exitValue() != 0) {
      throw new Complaint(
          "The JDK's keytool could not make a certificate for this machine; make one and give it with --tls-cert, --tls-key and --tls-ca.");
    }
  }

  private static void write(Path file, String kind, byte[] content) throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, base64));
  }

  private static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("key.pem"));
    Files.deleteIfExists(folder.resolve("cert.pem"));
    Files.deleteIfExists(folder);
  }
}
