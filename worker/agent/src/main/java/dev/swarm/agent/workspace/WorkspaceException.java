package dev.swarm.agent.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The workspace could not do what was asked; none of these says anything about the experiment. The
 * message is one sentence meant for the operator. Whatever failed may be tried again as it is.
 */
public final class WorkspaceException extends RuntimeException {
  /** What kind of trouble it is. */
  public enum Kind {
    /** No space is left where the workspace lies. */
    DISK_FULL,
    /** The disk or a file on it failed otherwise. */
    DISK_FAILED,
    /** The hub did not answer, and without it there is no clone yet. */
    HUB_UNREACHABLE,
    /** The hub answered, and refused. */
    HUB_REFUSED,
    /** A commit or ref is not in this clone. */
    MISSING,
    /** What is there already contradicts what was asked. */
    CONFLICT
  }

  /** With less than this free, a failed write is put down to a full disk. */
  private static final long FULL_BELOW_BYTES = 1L << 20;

  private final Kind kind;

  WorkspaceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  WorkspaceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static WorkspaceException of(Path folder, String attempt, Exception failure) {
    if (isFull(folder, failure)) {
      return new WorkspaceException(
          Kind.DISK_FULL,
          "The disk of %s is full, so the worker cannot %s; free some space."
              .formatted(folder, attempt),
          failure);
    }
    return new WorkspaceException(
        Kind.DISK_FAILED,
        "The worker cannot %s in %s: %s".formatted(attempt, folder, failure),
        failure);
  }

  /** JGit hides the cause of a failed write, so the disk itself is asked as well. */
  private static boolean isFull(Path folder, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left") || message.contains("quota exceeded")) {
        return true;
      }
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < FULL_BELOW_BYTES;
    } catch (IOException unknown) {
      return false;
    }
  }

  public Kind kind() {
    return kind;
  }
}
