package dev.swarm.shared.ledger;

import dev.swarm.shared.ledger.Header.Role;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads {@code results.tsv} in the dialects that people and their agents write: columns in any
 * order and under many names, commas or semicolons for tabs, quotes, blank lines, cells that are
 * missing at the end, two machines in one file. What is no row is told line by line, and a line
 * that makes no sense takes no other with it. One thread; a pure function of the text.
 */
public final class LedgerReader {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int SHOWN = 40;

  private final String metric;
  private final List<ImportedRow> rows = new ArrayList<>();
  private final List<NotUnderstood> notUnderstood = new ArrayList<>();
  private final Map<String, Integer> copies = new HashMap<>();
  private Optional<Header> header = Optional.empty();
  private String segment = "";
  private boolean segmentMeasured;

  private LedgerReader(String metric) {
    this.metric = metric;
  }

  /**
   * Reads a whole file.
   *
   * @param metric the name of the column that holds the metric
   */
  public static LedgerReading read(String text, String metric) {
    LedgerReader reader = new LedgerReader(metric);
    String[] lines = LedgerText.lines(text);
    for (int i = 0; i < lines.length; i++) {
      reader.accept(i + 1, lines[i]);
    }
    return new LedgerReading(reader.rows, reader.notUnderstood);
  }

  private void accept(int number, String line) {
    if (line.isBlank()) {
      return;
    }
    if (line.length() > LONGEST_LINE) {
      String start = line.substring(0, SHOWN) + "...";
      notUnderstood.add(new NotUnderstood(number, start, "It is longer than 64 KiB."));
      return;
    }
    Optional<Header> found = Header.of(line, metric);
    if (found.isPresent()) {
      header = found;
      if (!found.get().has(Role.METRIC)) {
        complain(
            number,
            line,
            "The header names no column '%s'; it has %s."
                .formatted(metric, String.join(", ", found.get().names())));
      }
      return;
    }
    try {
      add(number, read(header.orElseGet(() -> Header.specified(metric)), line));
    } catch (NoRow problem) {
      complain(
          number,
          line,
          header.isPresent() ? problem.getMessage() : "It comes before a header and is no row.");
    }
  }

  private record Read(LedgerRow row, String status, Map<String, String> others) {}

  private static Read read(Header header, String line) throws NoRow {
    List<String> cells = header.cells(line);
    if (!header.has(Role.METRIC)) {
      throw new NoRow("The header above it does not name the metric.");
    }
    if (cells.size() == 1) {
      throw new NoRow("It has no %s, so it is no row.".formatted(header.separator().name));
    }
    if (!header.reaches(cells, Role.STATUS)) {
      throw new NoRow(
          "It ends before its status, after %d of %d columns."
              .formatted(cells.size(), header.names().size()));
    }
    String statusText = header.cell(cells, Role.STATUS);
    StatusWord word =
        StatusWord.of(statusText)
            .orElseThrow(
                () ->
                    new NoRow(
                        "Its status '%s' is none that is known, such as keep, discard or crash."
                            .formatted(shorten(statusText))));
    String metricText = header.cell(cells, Role.METRIC);
    OptionalDouble metric = Cells.number(metricText);
    Status status = word.status(metric.orElse(0) != 0);
    if (status == Status.CRASH && metric.orElse(0) == 0) {
      metric = OptionalDouble.empty();
    } else if (metric.isEmpty() && !Cells.isNothing(metricText)) {
      throw new NoRow("Its metric '%s' is not a number.".formatted(shorten(metricText)));
    }
    Map<String, String> others = header.others(cells);
    String commit = header.cell(cells, Role.COMMIT);
    String description = header.cell(cells, Role.DESCRIPTION);
    OptionalDouble memory = memory(header, cells, others);
    return new Read(new LedgerRow(commit, metric, memory, status, description), statusText, others);
  }

  private static OptionalDouble memory(
      Header header, List<String> cells, Map<String, String> others) {
    if (!header.has(Role.MEMORY)) {
      return OptionalDouble.empty();
    }
    String cell = header.cell(cells, Role.MEMORY);
    Optional<OptionalDouble> read = Cells.memoryMib(cell, header.memoryInMib());
    if (read.isEmpty()) {
      others.put("memory", cell);
    }
    return read.orElse(OptionalDouble.empty());
  }

  private void add(int number, Read read) {
    int copy = copies.merge(ImportedRow.key(read.row, 0), 1, Integer::sum) - 1;
    String key = ImportedRow.key(read.row, copy);
    if (rows.isEmpty() || segmentMeasured && Baseline.is(read.row, read.status)) {
      segment = key;
      segmentMeasured = false;
    }
    segmentMeasured |= read.row.metric().isPresent();
    rows.add(new ImportedRow(key, segment, number, read.row, read.status, read.others));
  }

  private void complain(int number, String line, String problem) {
    notUnderstood.add(new NotUnderstood(number, line, problem));
  }

  private static String shorten(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
  }

  private static final class NoRow extends Exception {
    NoRow(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
