package dev.swarm.shared.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What stands between two cells of a line. */
enum Separator {
  TAB("\t", "tab"),
  COMMA(",", "comma"),
  SEMICOLON(";", "semicolon"),
  /** As a table looks after it was copied from a page that lost its tabs. */
  SPACES(" ", "space");

  private static final String WRITTEN_TAB = "\\t";

  final String text;
  final String name;

  Separator(String text, String name) {
    this.text = text;
    this.name = name;
  }

  /** The separator that makes the most sense of a header. */
  static Separator of(String header) {
    String line = withRealTabs(header);
    return Arrays.stream(values()).filter(each -> line.contains(each.text)).findFirst().orElse(TAB);
  }

  /**
   * The cells of a line, without the white space around them.
   *
   * @param columns how many there should be; where cells are told apart by spaces, the last one
   *     takes the rest of the line
   */
  List<String> split(String line, int columns) {
    if (this == SPACES) {
      return List.of(line.strip().split("\\s+", columns));
    }
    String whole = this == TAB ? withRealTabs(line) : line;
    List<String> cells = new ArrayList<>();
    int from = 0;
    while (from >= 0) {
      int end = endOfQuoted(whole, from);
      if (end >= 0) {
        cells.add(unquoted(whole.substring(from, end)));
      } else {
        end = whole.indexOf(text, from);
        cells.add(whole.substring(from, end < 0 ? whole.length() : end).strip());
      }
      from = end < 0 || end >= whole.length() ? -1 : end + text.length();
    }
    return cells;
  }

  /** Where a quoted cell ends that begins here; below zero when none does. */
  private int endOfQuoted(String line, int from) {
    if (from >= line.length() || line.charAt(from) != '"') {
      return -1;
    }
    int at = from + 1;
    while (at < line.length()) {
      if (line.charAt(at) != '"') {
        at++;
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        at += 2;
      } else {
        int next = at + 1;
        return next == line.length() || line.startsWith(text, next) ? next : -1;
      }
    }
    return -1;
  }

  private static String unquoted(String cell) {
    return cell.substring(1, cell.length() - 1).replace("\"\"", "\"").strip();
  }

  /** An echo without -e writes a backslash and a t. */
  private static String withRealTabs(String line) {
    return line.contains(TAB.text) ? line : line.replace(WRITTEN_TAB, TAB.text);
  }
}
