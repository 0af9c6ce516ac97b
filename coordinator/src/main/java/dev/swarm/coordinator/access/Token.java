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
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The swarm's secret: whoever has it is part of the swarm. */
public final class Token {
  private static final int BYTES = 24;

  private final byte[] secret;

  private Token(String text) {
    secret = text.getBytes(StandardCharsets.UTF_8);
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
    return new Token(text);
  }

  /** Whether {@code offered} is the token, in a time that does not depend on how much is right. */
  public boolean matches(String offered) {
    return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret itself. */
  public String text() {
    return new String(secret, StandardCharsets.UTF_8);
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
