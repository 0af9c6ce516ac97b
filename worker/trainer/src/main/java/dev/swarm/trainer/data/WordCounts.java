package dev.swarm.trainer.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * How often each word of a text occurs: all that the training of a vocabulary looks at. The counts
 * do not depend on the number of threads.
 *
 * <p>Not safe for two threads; {@link #add} uses many by itself.
 */
final class WordCounts {
  /** Of a longer document only the begin is counted, so that no document outweighs the others. */
  private static final int DOCUMENT_CHARACTERS = 10_000;

  private final long limit;
  private final Map<String, Long> counts = new HashMap<>();
  private long characters;

  /**
   * @param limit characters to count, after which {@link #full} holds; the last document is counted
   *     to its end
   */
  WordCounts(long limit) {
    this.limit = limit;
  }

  /** Counts the documents' words, until the limit. */
  void add(List<String> documents) {
    int taken = 0;
    while (taken < documents.size() && !full()) {
      characters += Math.min(DOCUMENT_CHARACTERS, documents.get(taken++).length());
    }
    documents.subList(0, taken).parallelStream()
        .map(WordCounts::words)
        .sequential()
        .forEach(words -> words.forEach((word, count) -> counts.merge(word, count, Long::sum)));
  }

  boolean full() {
    return characters >= limit;
  }

  /** Characters counted. */
  long characters() {
    return characters;
  }

  Map<String, Long> counts() {
    return counts;
  }

  private static Map<String, Long> words(String document) {
    Map<String, Long> words = new HashMap<>();
    int end = Math.min(DOCUMENT_CHARACTERS, document.length());
    Matcher matcher = WordPattern.WORDS.matcher(document).region(0, end);
    while (matcher.find()) {
      words.merge(matcher.group(), 1L, Long::sum);
    }
    return words;
  }
}
