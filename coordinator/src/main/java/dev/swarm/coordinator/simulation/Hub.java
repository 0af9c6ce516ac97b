package dev.swarm.coordinator.simulation;

import dev.swarm.shared.experiment.Patch;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The commits that a worker can be told to build on: every head there was, and what was pushed. */
final class Hub {
  private static final String ZEROS = "0".repeat(40);

  private final Map<String, Commit> known = new HashMap<>();
  private long commits;
  private int patches;

  private record Commit(Program program, Program parent) {}

  /** A new commit's name, 40 hex digits. */
  String newCommit() {
    String number = Long.toHexString(++commits);
    return ZEROS.substring(number.length()) + number;
  }

  /** The number of something that nobody has written before. */
  int newPatch() {
    return ++patches;
  }

  /** Somebody pushed a commit with this content. */
  void push(String commit, Program program, Program parent) {
    known.put(commit, new Commit(program, parent));
  }

  /** The content of a commit; null when it was not pushed. */
  Program program(String commit) {
    Commit found = known.get(commit);
    return found == null ? null : found.program();
  }

  /** What a row of commits brought, from the first one's parent to the last. */
  Set<Integer> brought(Patch patch) {
    Set<Integer> lines = new TreeSet<>(known.get(patch.last()).program().lines());
    lines.removeAll(known.get(patch.first()).parent().lines());
    return lines;
  }
}
