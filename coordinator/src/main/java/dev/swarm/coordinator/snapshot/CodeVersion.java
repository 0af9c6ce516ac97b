package dev.swarm.coordinator.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.shared.campaign.CampaignFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells apart any two versions of the code that makes a state out of events. A version number kept
 * by hand would be forgotten one day, and a state that other rules made would go on unnoticed.
 */
final class CodeVersion {
  /** Whatever a state, its making or its form in bytes follows from. */
  private static final List<String> PACKAGES =
      List.of(
          "dev/swarm/coordinator/campaign",
          "dev/swarm/coordinator/ledger",
          "dev/swarm/coordinator/snapshot",
          "dev/swarm/shared");

  private CodeVersion() {}

  /** Of the code that runs: 32 hex digits. */
  static String present() throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, Path.of(location(Campaign.class)));
      add(digest, Path.of(location(CampaignFile.class)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    } catch (URISyntaxException nowhere) {
      throw new IOException("The program's own code is not to be found.", nowhere);
    }
  }

  private static URI location(Class<?> type) throws URISyntaxException {
    return type.getProtectionDomain().getCodeSource().getLocation().toURI();
  }

  /** The classes of a folder or of a jar. */
  private static void add(MessageDigest digest, Path code) throws IOException {
    if (Files.isDirectory(code)) {
      addFolder(digest, code);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(code)) {
        addFolder(digest, jar.getPath("/"));
      }
    }
  }

  private static void addFolder(MessageDigest digest, Path root) throws IOException {
    for (String each : PACKAGES) {
      Path folder = root.resolve(each);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            digest.update(root.relativize(file).toString().getBytes(UTF_8));
            digest.update(Files.readAllBytes(file));
          }
        }
      }
    }
  }
}
