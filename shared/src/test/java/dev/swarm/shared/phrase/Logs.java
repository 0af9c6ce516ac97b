package dev.swarm.shared.phrase;

import dev.swarm.shared.ledger.LedgerReader;
import dev.swarm.shared.ledger.LedgerText;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The two real logs and small ones made up, read with the table that comes with the program. */
final class Logs {
  private Logs() {}

  static StatedLog h100() {
    return real("h100-results.tsv");
  }

  static StatedLog mac() {
    return real("mac-16gb-results.tsv");
  }

  /** A log of rows such as {@code keep warmdown 0.2}. */
  static StatedLog of(String... rows) {
    StringBuilder text = new StringBuilder("commit\tval_bpb\tmemory_gb\tstatus\tdescription\n");
    for (String row : rows) {
      String[] parts = row.split(" ", 2);
      text.append("a1b2c3d\t1.5\t3.0\t%s\t%s\n".formatted(parts[0], parts[1]));
    }
    return read(text.toString());
  }

  /** What the last row of such a log states. */
  static String last(String... rows) {
    List<Tried> tried = of(rows).tried();
    return tried.get(tried.size() - 1).change().text();
  }

  private static StatedLog real(String name) {
    try (InputStream stream = LedgerReader.class.getResourceAsStream(name)) {
      return read(LedgerText.decode(stream.readAllBytes()));
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static StatedLog read(String text) {
    return StatedLog.of(Phrases.table(), LedgerReader.read(text, "val_bpb").rows());
  }
}
