package dev.swarm.coordinator.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up: text to the left, numbers to the right. */
public final class Table {
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
    StringBuilder text = new StringBuilder();
    text.append(style.bold(line(header))).append('\n');
    rows.forEach(row -> text.append(line(row)).append('\n'));
    return text.toString();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String pad = " ".repeat(width(column) - cell.length());
      line.append(column > 0 ? "  " : "").append(isNumeric(column) ? pad + cell : cell + pad);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(header.get(column).length(), Math::max);
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> row.get(column).matches("[-+]?\\d.*|-|"));
  }
}
