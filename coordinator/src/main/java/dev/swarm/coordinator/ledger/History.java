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
  private final List<Place> all = new ArrayList<>();
  private final Map<String, List<Place>> byBranch = new HashMap<>();

  /** A line and its position. */
  record Place(int position, KeptLine kept) {
    PlacedLine unpacked() {
      return new PlacedLine(position, kept.line());
    }
  }

  void add(KeptLine kept) {
    Place place = new Place(all.size() + 1, kept);
    all.add(place);
    byBranch.computeIfAbsent(kept.branch(), branch -> new ArrayList<>()).add(place);
  }

  /** The lines asked for, oldest first. */
  List<Place> page(PageRequest request) {
    List<Place> lines =
        request.branch().map(branch -> byBranch.getOrDefault(branch, List.of())).orElse(all);
    Deque<Place> page = new ArrayDeque<>();
    for (int i = countBefore(lines, request.before()) - 1; i >= 0; i--) {
      KeptLine each = lines.get(i).kept();
      if (page.size() == request.limit() || each.at().isBefore(request.since())) {
        break;
      }
      if (each.isWanted(request)) {
        page.addFirst(lines.get(i));
      }
    }
    return List.copyOf(page);
  }

  /** How many of the lines have a lower position; they are in order of it. */
  private static int countBefore(List<Place> lines, long position) {
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
