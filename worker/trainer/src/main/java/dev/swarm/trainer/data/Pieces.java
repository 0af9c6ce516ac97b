package dev.swarm.trainer.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Documents out of token files, each behind a BOS. A document longer than a row comes as several
 * pieces, each behind a BOS of its own, so that none of it is lost to the length of a row.
 *
 * <p>With a seed the pieces have no end: each epoch brings all of them in an order of its own, and
 * cuts long documents at places of its own. Without one they come once, in the order of the files.
 * Only a window of {@link #WINDOW} documents' places is in memory at a time, and no tokens but
 * those of the piece that is asked for. Not safe for two threads.
 */
final class Pieces {
  /** Documents that are shuffled among each other; the windows are shuffled as wholes. */
  static final int WINDOW = 16_384;

  private record Window(TokenFile file, long first, int count) {}

  private final List<Window> windows = new ArrayList<>();
  private final int bos;
  private final int longest;
  private final OptionalLong seed;
  private SplittableRandom random;
  private int epoch;
  private int window;
  private TokenFile file;
  private final LongArray begins = new LongArray();
  private final LongArray ends = new LongArray();
  private int piece;

  /**
   * @param bos token to put before each piece
   * @param longest most tokens of a piece, BOS not among them, at least 1
   */
  Pieces(List<TokenFile> files, int bos, int longest, OptionalLong seed) {
    for (TokenFile each : files) {
      for (long first = 0; first < each.documents(); first += WINDOW) {
        int count = (int) Math.min(WINDOW, each.documents() - first);
        windows.add(new Window(each, first, count));
      }
    }
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("There are no documents.");
    }
    this.bos = bos;
    this.longest = longest;
    this.seed = seed;
    this.window = windows.size();
  }

  /** How often all documents have been begun with: 1 while they come for the first time. */
  int epoch() {
    return epoch;
  }

  /** The next piece, BOS first; empty after the last one where there is no seed. */
  Optional<int[]> next() {
    while (piece == begins.size()) {
      if (window == windows.size()) {
        if (epoch > 0 && seed.isEmpty()) {
          return Optional.empty();
        }
        beginEpoch();
      }
      load(windows.get(window++));
    }
    int length = (int) (ends.get(piece) - begins.get(piece));
    int[] tokens = new int[length + 1];
    tokens[0] = bos;
    file.copy(begins.get(piece++), tokens, 1, length);
    return Optional.of(tokens);
  }

  private void beginEpoch() {
    epoch++;
    window = 0;
    if (seed.isPresent()) {
      random = new SplittableRandom(seed.getAsLong() * 0x9E3779B97F4A7C15L + epoch);
      for (int i = windows.size() - 1; i > 0; i--) {
        Collections.swap(windows, i, random.nextInt(i + 1));
      }
    }
  }

  private void load(Window wanted) {
    file = wanted.file;
    piece = 0;
    begins.clear();
    ends.clear();
    long[] bounds = file.bounds(wanted.first, wanted.count);
    for (int i = 0; i < wanted.count; i++) {
      cut(bounds[i], bounds[i + 1]);
    }
    if (seed.isPresent()) {
      for (int i = begins.size() - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        begins.swap(i, other);
        ends.swap(i, other);
      }
    }
  }

  private void cut(long begin, long end) {
    boolean isLong = end - begin > longest;
    long next = isLong && seed.isPresent() ? 1 + random.nextInt(longest) : longest;
    for (long at = begin; at < end; at += next, next = longest) {
      begins.add(at);
      ends.add(Math.min(end, at + next));
    }
  }
}
