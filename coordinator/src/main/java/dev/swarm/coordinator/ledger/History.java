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
  private final List<PlacedLine> all = new ArrayList<>();
  private final Map<String, List<PlacedLine>> byBranch = new HashMap<>();

  void add(LedgerLine line) {
    PlacedLine placed = new PlacedLine(all.size() + 1L, line);
    all.add(placed);
    byBranch.computeIfAbsent(line.branch(), branch -> new ArrayList<>()).add(placed);
  }

  /** The lines asked for, oldest first. */
  List<PlacedLine> page(PageRequest request) {
    List<PlacedLine> lines =
        request.branch().map(branch -> byBranch.getOrDefault(branch, List.of())).orElse(all);
    Deque<PlacedLine> page = new ArrayDeque<>();
    for (int i = countBefore(lines, request.before()) - 1; i >= 0; i--) {
      PlacedLine each = lines.get(i);
      if (page.size() == request.limit() || each.line().at().isBefore(request.since())) {
        break;
      }
      if (request.wants(each.line())) {
        page.addFirst(each);
      }
    }
    return List.copyOf(page);
  }

  /** How many of the lines have a lower position; they are in order of it. */
  private static int countBefore(List<PlacedLine> lines, long position) {
    int low = 0;
    int high = lines.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (lines.get(middle).position() < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
