package dev.swarm.coordinator.cluster;

import dev.swarm.access.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/**
 * A certificate for nodes that all run on this machine as one user: made once, signed by itself,
 * and kept in a folder that only its owner may read. Nodes that start together make one each, and
 * the first one to be moved into place is everybody's.
 */
final class LoopbackCertificates {
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
    SelfSigned made = SelfSigned.make(SelfSigned.Kind.RSA, key -> "CN=swarm");
    write(fresh.resolve("key.pem"), "PRIVATE KEY", made.key().getEncoded());
    try {
      write(fresh.resolve("cert.pem"), "CERTIFICATE", made.certificate().getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("A certificate that was just made.", impossible);
    }
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
