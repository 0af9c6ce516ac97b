package dev.swarm.shared.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A row of a ledger that something else wrote.
 *
 * @param key names its content: the same row has the same key in every file, and the second of two
 *     equal rows in one file another
 * @param segment the key of the first row of its segment, which begins with a baseline
 * @param line in its file, from 1
 * @param row what the five columns say
 * @param status the verdict in the file's own word
 * @param others what other columns say, by the file's own names for them
 */
public record ImportedRow(
    String key,
    String segment,
    int line,
    LedgerRow row,
    String status,
    Map<String, String> others) {
  private static final int KEY_BYTES = 10;

  public ImportedRow {
    others = Collections.unmodifiableMap(new TreeMap<>(others));
  }

  /**
   * Names a row's content.
   *
   * @param copy 0 for the first row of this content in its file
   */
  static String key(LedgerRow row, int copy) {
    LedgerRow normalised = row.normalised();
    String content =
        String.join(
            "\t",
            normalised.commit(),
            normalised.metric().toString(),
            normalised.memoryMib().toString(),
            normalised.status().text(),
            normalised.description(),
            Integer.toString(copy));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
