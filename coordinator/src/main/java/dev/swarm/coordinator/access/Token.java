package dev.swarm.coordinator.access;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The swarm's secret: whoever has it is part of the swarm. */
public final class Token {
  private static final int BYTES = 24;

  /** Anybody who reaches a coordinator may try tokens on its certificate, as many as they like. */
  private static final int SHORTEST = 16;

  private final String text;
  private final byte[] digest;

  private Token(String text) {
    this.text = text;
    digest = digest(text);
  }

  /**
   * A token that is known.
   *
   * @throws IllegalArgumentException when it is blank, for then anybody would have it
   */
  public static Token of(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("The swarm's token is blank.");
    }
    return new Token(text);
  }

  /**
   * Reads the token's file, or makes it with a new random token that only its owner may read.
   *
   * @throws IOException when the file can't be read or made
   */
  public static Token readOrCreate(Path file) throws IOException {
    try {
      create(file);
    } catch (FileAlreadyExistsException there) {
      // Another start made it; it is read below.
    }
    String text = Files.readString(file).strip();
    if (text.isEmpty()) {
      throw new IOException(
          "The token file %s is empty; remove it to get a new token.".formatted(file));
    }
    if (text.length() < SHORTEST) {
      throw new IOException(
          "The token in %s has fewer than %d characters and could be guessed; remove the file to get a new one."
              .formatted(file, SHORTEST));
    }
    return of(text);
  }

  /** The secret itself, never for a log. */
  public String text() {
    return text;
  }

  /**
   * Whether {@code offered} is the token. The time it takes tells neither how much of it is right
   * nor how long the right one is.
   */
  public boolean matches(String offered) {
    return MessageDigest.isEqual(digest, digest(offered));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (WritableByteChannel channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
