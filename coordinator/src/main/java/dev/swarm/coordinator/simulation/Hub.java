package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.MachineName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The commits that a worker can be told to build on: the last heads of each branch. */
final class Hub {
  private static final int HEADS = 3;
  private static final String ZEROS = "0".repeat(40);

  private final Map<MachineName, Deque<Commit>> heads = new HashMap<>();
  private long commits;

  private record Commit(String name, String[] knobs) {}

  /** A new commit's name, 40 hex digits. */
  String newCommit() {
    String number = Long.toHexString(++commits);
    return ZEROS.substring(number.length()) + number;
  }

  /** A branch advanced to a commit with these knobs. */
  void push(MachineName machine, String commit, String[] knobs) {
    Deque<Commit> known = heads.computeIfAbsent(machine, name -> new ArrayDeque<>(HEADS + 1));
    known.addFirst(new Commit(commit, knobs));
    if (known.size() > HEADS) {
      known.removeLast();
    }
  }

  /** The knobs of one of a branch's last heads; null for anything older. */
  String[] knobs(MachineName machine, String commit) {
    for (Commit each : heads.getOrDefault(machine, new ArrayDeque<>())) {
      if (each.name().equals(commit)) {
        return each.knobs();
      }
    }
    return null;
  }
}
