package dev.swarm.access;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A copy of the swarm's token, for those who call a coordinator. */
public final class TokenFile {
  private TokenFile() {}

  /**
   * The token in a file.
   *
   * @throws Complaint when there is none, and what to do
   */
  public static String read(Path file) {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new Complaint(
          "The token file %s can't be read; copy it from the coordinator's folder and name it with --token-file."
              .formatted(file),
          unreadable);
    }
    if (token.isEmpty()) {
      throw new Complaint(
          "The token file %s is empty; copy it from the coordinator's folder.".formatted(file));
    }
    return token;
  }
}
