package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells a baseline from an experiment that only speaks of one. */
final class Baseline {
  private static final String WORD = "baseline";

  /** {@code baseline (16 GB)}, {@code M4 Max baseline}; not {@code baseline + warm-up}. */
  private static final Pattern OWN = Pattern.compile("\\bbaseline\\b(?!\\s*[+&])");

  /** {@code worse than the baseline}, {@code back to baseline}. */
  private static final Pattern SPOKEN_OF =
      Pattern.compile(
          "\\b(vs\\.?|versus|than|over|from|to|of|below|above|against|like|on|near|matche?s?"
              + "|beats?|with|from)\\s+(the\\s+|our\\s+)?baseline\\b");

  private Baseline() {}

  static boolean is(LedgerRow row, String statusText) {
    if (statusText.equalsIgnoreCase(WORD) || row.commit().equalsIgnoreCase(WORD)) {
      return true;
    }
    String description = row.description().toLowerCase(Locale.ROOT);
    return description.equals(WORD)
        || row.status() != Status.DISCARD
            && OWN.matcher(description).find()
            && !SPOKEN_OF.matcher(description).find();
  }
}
