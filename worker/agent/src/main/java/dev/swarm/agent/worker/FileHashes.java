package dev.swarm.agent.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.agent.disk.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 of many files: by {@code sha256sum} where the host has it, which took 1.4 s for the
 * trainer's 170 MB where a worker's JVM, which compiles as little as it can, took 23 s.
 *
 * <p>Stateless.
 */
final class FileHashes {
  private FileHashes() {}

  /**
   * In hexadecimal, by file.
   *
   * @param path as in the environment variable PATH
   */
  static Map<Path, String> of(List<Path> files, String path) throws IOException {
    if (files.isEmpty()) {
      return Map.of();
    }
    List<String> command = new ArrayList<>();
    Programs.find(path, "sha256sum").ifPresent(program -> command.addAll(List.of(program, "-z")));
    Map<Path, String> hashes = new HashMap<>();
    if (!command.isEmpty()) {
      command.add("--");
      files.forEach(file -> command.add(file.toString()));
      ask(command, hashes);
    }
    for (Path file : files) {
      if (!hashes.containsKey(file)) {
        hashes.put(file, digest(file));
      }
    }
    return hashes;
  }

  /** What it does not answer is left to be hashed here. */
  private static void ask(List<String> command, Map<Path, String> hashes) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
    for (String line : answer.split("\0")) {
      if (line.matches("(?s)[0-9a-f]{64} [ *].+")) {
        hashes.put(Path.of(line.substring(66)), line.substring(0, 64));
      }
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }
}
