package dev.swarm.shared.phrase;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A line of the table.
 *
 * @param number from 1
 * @param kind its first column
 * @param columns the others
 */
record TableLine(int number, String kind, List<String> columns) {
  /** The lines of a table but for blank ones and comments. */
  static List<TableLine> read(String table) {
    String[] lines = table.split("\\R");
    return IntStream.range(0, lines.length)
        .filter(index -> !lines[index].isBlank() && !lines[index].startsWith("#"))
        .mapToObj(
            index -> {
              List<String> cells = Arrays.asList(lines[index].strip().split("\t+"));
              return new TableLine(index + 1, cells.get(0), cells.subList(1, cells.size()));
            })
        .toList();
  }

  /** A column from 0, or nothing where the line ends before it. */
  String column(int index) {
    return index < columns.size() ? columns.get(index).strip() : "";
  }

  /** A column's parts between commas. */
  List<String> list(int index) {
    return Arrays.stream(column(index).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(
        "Line %d of the phrase table %s".formatted(number, problem));
  }
}
