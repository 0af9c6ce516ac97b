package dev.swarm.shared.ledger;

import java.io.IOException;
import java.io.InputStream;

/** The two real logs; NOTICE beside them names their sources. */
final class Fixtures {
  private Fixtures() {}

  static String h100() {
    return text("h100-results.tsv");
  }

  static String mac() {
    return text("mac-16gb-results.tsv");
  }

  private static String text(String name) {
    try (InputStream stream = Fixtures.class.getResourceAsStream(name)) {
      return LedgerText.decode(stream.readAllBytes());
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
