package dev.swarm.coordinator.journal;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells a second writer of the same campaign from every other trouble: the journal's key lets each
 * sequence number be written once, so whoever comes second hears of a duplicate.
 */
public final class WriteConflict {
  /** PostgreSQL's class for it. */
  private static final String UNIQUE_VIOLATION = "23505";

  private WriteConflict() {}

  /** Whether a failed write failed because somebody else has written in its place. */
  public static boolean isBehind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        SQLiteErrorCode code = sqlite.getResultCode();
        if (code == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
            || code == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY) {
          return true;
        }
      } else if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
