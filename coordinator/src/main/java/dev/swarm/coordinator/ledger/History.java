package dev.swarm.coordinator.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every line in the journal's order, and those of each branch, so that a page costs what it holds,
 * however much stands before it. Not thread-safe.
 */
final class History {
  private final List<KeptLine> all = new ArrayList<>();
  private final Map<String, List<Integer>> byBranch = new HashMap<>();

  /** A line and its position. */
  record Place(int position, KeptLine kept) {}

  void add(KeptLine kept) {
    all.add(kept);
    byBranch.computeIfAbsent(kept.branch(), branch -> new ArrayList<>()).add(all.size());
  }

  /** All lines, as they are now. */
  List<KeptLine> all() {
    return List.copyOf(all);
  }

  /** The lines asked for, oldest first. */
  List<Place> page(PageRequest request) {
    Deque<Place> page = new ArrayDeque<>();
    if (request.branch().isEmpty()) {
      for (long at = Math.min(all.size(), request.before() - 1); at >= 1; at--) {
        if (!take((int) at, request, page)) {
          break;
        }
      }
    } else {
      List<Integer> positions = byBranch.getOrDefault(request.branch().get(), List.of());
      for (int i = countBefore(positions, request.before()) - 1; i >= 0; i--) {
        if (!take(positions.get(i), request, page)) {
          break;
        }
      }
    }
    return List.copyOf(page);
  }

  /**
   * Puts an older line before those there are, if it is of a kind that is asked for.
   *
   * @return false if no line that is as old, or older, is asked for
   */
  private boolean take(int position, PageRequest request, Deque<Place> page) {
    KeptLine each = all.get(position - 1);
    if (page.size() == request.limit() || each.atMillis() < request.since().toEpochMilli()) {
      return false;
    }
    if (each.isWanted(request)) {
      page.addFirst(new Place(position, each));
    }
    return true;
  }

  /** How many of some positions, which are in order, are lower than another. */
  private static int countBefore(List<Integer> positions, long position) {
    int low = 0;
    int high = positions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (positions.get(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
