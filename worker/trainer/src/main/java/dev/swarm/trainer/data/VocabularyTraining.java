package dev.swarm.trainer.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich, Haddow and Birch 2016): starts with the 256 bytes and again and
 * again makes the most frequent pair of neighbours within a word a token of its own. Of equally
 * frequent pairs that with the smaller token numbers wins, so the same words give the same tokens.
 *
 * <p>A merge touches only the words that hold its pair and the counts of its neighbours. Counts
 * that fell stay in the queue as they were and are put right when they come up. One use, one
 * thread.
 */
final class VocabularyTraining {
  /** A pair that occurs once is no pattern. */
  private static final long RAREST = 2;

  /** A pair of neighbours: how often it occurs, and words that hold it or held it once. */
  private static final class Pair {
    private final int left;
    private final int right;
    private long count;
    private int[] words = new int[2];
    private int held;

    private Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }

    private void foundIn(int word) {
      if (held > 0 && words[held - 1] == word) {
        return;
      }
      if (held == words.length) {
        words = Arrays.copyOf(words, 2 * held);
      }
      words[held++] = word;
    }
  }

  /** A pair as it was when it was queued. */
  private record Candidate(Pair pair, long count) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0
          ? byCount
          : Long.compare(key(pair.left, pair.right), key(other.pair.left, other.pair.right));
    }
  }

  private final int[][] words;
  private final long[] counts;
  private final int[] lastMerge;
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
  private final List<byte[]> tokens = new ArrayList<>();
  private final Map<String, Integer> tokenOf = new HashMap<>();
  private int merges;

  private VocabularyTraining(Map<String, Long> wordCounts) {
    words = new int[wordCounts.size()][];
    counts = new long[words.length];
    lastMerge = new int[words.length];
    int next = 0;
    for (Map.Entry<String, Long> entry : wordCounts.entrySet()) {
      words[next] = bytes(entry.getKey());
      counts[next++] = entry.getValue();
    }
    for (int value = 0; value < 256; value++) {
      token(new byte[] {(byte) value});
    }
  }

  /**
   * Trains a vocabulary.
   *
   * @param wordCounts how often each word occurs
   * @param size tokens to make, special ones included, at least {@link Vocabulary#SMALLEST}
   * @throws UnusableData where the text has too few pairs that occur twice
   */
  static Vocabulary train(Map<String, Long> wordCounts, int size) {
    VocabularyTraining training = new VocabularyTraining(wordCounts);
    training.countPairs();
    training.merge(size - Vocabulary.SPECIALS);
    if (training.tokens.size() + Vocabulary.SPECIALS < size) {
      throw new UnusableData(
          String.format(
              "The text is enough for a tokenizer of %,d entries and not of %,d; give more text or"
                  + " --vocab-size %d.",
              training.tokens.size() + Vocabulary.SPECIALS,
              size,
              training.tokens.size() + Vocabulary.SPECIALS));
    }
    return new Vocabulary(training.tokens);
  }

  private void countPairs() {
    for (int word = 0; word < words.length; word++) {
      for (int i = 0; i + 1 < words[word].length; i++) {
        Pair pair = pair(words[word][i], words[word][i + 1]);
        pair.count += counts[word];
        pair.foundIn(word);
      }
    }
    pairs.values().forEach(this::enqueue);
  }

  private void merge(int size) {
    while (tokens.size() < size && !queue.isEmpty()) {
      Candidate candidate = queue.poll();
      if (candidate.count == candidate.pair.count) {
        merge(candidate.pair);
      } else {
        enqueue(candidate.pair);
      }
    }
  }

  private void merge(Pair pair) {
    int token = token(joined(tokens.get(pair.left), tokens.get(pair.right)));
    merges++;
    Map<Long, Pair> made = new HashMap<>();
    for (int i = 0; i < pair.held; i++) {
      int word = pair.words[i];
      if (lastMerge[word] != merges) {
        lastMerge[word] = merges;
        words[word] = merged(word, pair, token, made);
      }
    }
    pairs.remove(key(pair.left, pair.right));
    pair.count = 0;
    made.values().forEach(this::enqueue);
  }

  /** The word with the pair replaced by the token; the counts of its pairs follow. */
  private int[] merged(int word, Pair pair, int token, Map<Long, Pair> made) {
    int[] before = words[word];
    int[] after = new int[before.length];
    int length = 0;
    for (int i = 0; i < before.length; i++) {
      if (i + 1 == before.length || before[i] != pair.left || before[i + 1] != pair.right) {
        after[length++] = before[i];
        continue;
      }
      if (length > 0) {
        lose(after[length - 1], pair.left, word);
        gain(after[length - 1], token, word, made);
      }
      if (i + 2 < before.length) {
        lose(pair.right, before[i + 2], word);
        gain(token, before[i + 2], word, made);
      }
      after[length++] = token;
      i++;
    }
    return Arrays.copyOf(after, length);
  }

  private void lose(int left, int right, int word) {
    Pair pair = pairs.get(key(left, right));
    if (pair != null) {
      pair.count -= counts[word];
    }
  }

  private void gain(int left, int right, int word, Map<Long, Pair> made) {
    Pair pair = pair(left, right);
    pair.count += counts[word];
    pair.foundIn(word);
    made.putIfAbsent(key(left, right), pair);
  }

  /** The token of these bytes; where another pair has already made them, that pair's token. */
  private int token(byte[] bytes) {
    return tokenOf.computeIfAbsent(
        new String(bytes, StandardCharsets.ISO_8859_1),
        text -> {
          tokens.add(bytes);
          return tokens.size() - 1;
        });
  }

  private void enqueue(Pair pair) {
    if (pair.count >= RAREST) {
      queue.add(new Candidate(pair, pair.count));
    }
  }

  private Pair pair(int left, int right) {
    return pairs.computeIfAbsent(key(left, right), key -> new Pair(left, right));
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private static int[] bytes(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int[] symbols = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      symbols[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return symbols;
  }

  private static byte[] joined(byte[] left, byte[] right) {
    byte[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }
}
