package dev.swarm.shared.edit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Shows people the conflicts of a merge: each with its lines, and some around it. */
final class ConflictDiff {
  private static final int CONTEXT = 3;
  private static final int LONGEST = 50;
  private static final String BEGIN = "<<<<<<< ";
  private static final String END = ">>>>>>> ";

  private ConflictDiff() {}

  /**
   * The conflicts of one file, at most 50 lines of them.
   *
   * @param merged with conflict markers
   */
  static String of(String file, byte[] merged) {
    List<String> lines = new String(merged, UTF_8).lines().toList();
    List<String> shown = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(BEGIN)) {
        continue;
      }
      int end = i;
      while (end < lines.size() - 1 && !lines.get(end).startsWith(END)) {
        end++;
      }
      int first = Math.max(next, i - CONTEXT);
      next = Math.min(lines.size(), end + 1 + CONTEXT);
      shown.add("@@ %s, line %d @@".formatted(file, i + 1));
      shown.addAll(lines.subList(first, next));
      i = end;
    }
    List<String> kept = shown.subList(0, Math.min(LONGEST, shown.size()));
    String rest =
        shown.size() > LONGEST ? "... and %d more lines\n".formatted(shown.size() - LONGEST) : "";
    return String.join("\n", kept) + "\n" + rest;
  }
}
