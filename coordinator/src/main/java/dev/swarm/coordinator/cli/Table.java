package dev.swarm.coordinator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Columns that line up: text to the left, numbers to the right. */
public final class Table {
  private static final int LONGEST_NUMBER = 24;

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> header;

  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row with a cell for each column. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** The header in bold, then the rows. Each line ends with a line end. */
  public String render(Style style) {
    List<Column> columns =
        IntStream.range(0, header.size())
            .mapToObj(column -> new Column(width(column), isNumeric(column)))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(style.bold(line(columns, header))).append('\n');
    rows.forEach(row -> text.append(line(columns, row)).append('\n'));
    return text.toString();
  }

  private record Column(int width, boolean numeric) {}

  private static String line(List<Column> columns, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String pad = " ".repeat(columns.get(i).width() - cell.length());
      line.append(i > 0 ? "  " : "").append(columns.get(i).numeric() ? pad + cell : cell + pad);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(header.get(column).length(), Math::max);
  }

  /** With a unit or so behind it; a sentence may begin with a number as well. */
  private static boolean isNumber(String cell) {
    return cell.length() <= LONGEST_NUMBER && cell.matches("[-+]?\\d.*|-|");
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty() && rows.stream().map(row -> row.get(column)).allMatch(Table::isNumber);
  }
}
