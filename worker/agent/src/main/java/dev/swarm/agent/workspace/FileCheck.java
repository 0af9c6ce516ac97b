package dev.swarm.agent.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.swarm.agent.disk.FileDeletion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Compares a file on disk with a tree's entry by kind, size and hash. Times and inode numbers are
 * not looked at: a run can set them back. Belongs to one thread.
 */
final class FileCheck {
  private static final Class<? extends BasicFileAttributes> ATTRIBUTES =
      FileDeletion.POSIX ? PosixFileAttributes.class : BasicFileAttributes.class;

  private final ObjectReader reader;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[1 << 16];

  FileCheck(ObjectReader reader) {
    this.reader = reader;
    try {
      // This is git's name for the content, not a signature.
      this.digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-1", impossible);
    }
  }

  /** The attributes of what lies there, links not followed; null if nothing does. */
  static BasicFileAttributes attributes(Path file) {
    try {
      return Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException absent) {
      return null;
    }
  }

  /** Whether the file is, byte for byte, what the entry of the tree says. */
  boolean same(Path file, TreeEntry entry) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    if (attributes == null) {
      return false;
    }
    if (entry.isLink()) {
      return attributes.isSymbolicLink() && linkHash(file).equals(entry.id());
    }
    // The size goes first: a run may have left a file too large to hash, or a pipe that never ends.
    return attributes.isRegularFile()
        && attributes.size() == reader.getObjectSize(entry.id(), Constants.OBJ_BLOB)
        && isExecutable(attributes, entry)
        && fileHash(file, attributes.size()).equals(entry.id());
  }

  /** Where files have no such bit, the tree's word stands. */
  private static boolean isExecutable(BasicFileAttributes attributes, TreeEntry entry) {
    boolean executable =
        attributes instanceof PosixFileAttributes posix
            ? posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE)
            : entry.isExecutable();
    return executable == entry.isExecutable();
  }

  private ObjectId linkHash(Path link) throws IOException {
    byte[] target = Files.readSymbolicLink(link).toString().getBytes(UTF_8);
    start(target.length);
    return ObjectId.fromRaw(digest.digest(target));
  }

  private ObjectId fileHash(Path file, long size) throws IOException {
    start(size);
    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException unreadable) {
      return ObjectId.zeroId();
    }
    return ObjectId.fromRaw(digest.digest());
  }

  private void start(long size) {
    digest.reset();
    digest.update(("blob " + size + "\0").getBytes(UTF_8));
  }
}
