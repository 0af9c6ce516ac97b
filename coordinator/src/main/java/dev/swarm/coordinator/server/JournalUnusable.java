package dev.swarm.coordinator.server;

import java.sql.SQLException;

/** The journal's database can't be reached, or must not be used. */
final class JournalUnusable extends SQLException {
  private final String where;

  JournalUnusable(String url, SQLException cause) {
    super(cause.getMessage(), cause);
    // What follows may hold a password.
    this.where = url.replaceFirst("[?].*", "");
  }

  /** The database's address, without what is secret. */
  String where() {
    return where;
  }
}
