package dev.swarm.shared.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Which column of a ledger holds what. Columns may stand in any order and under many names. */
final class Header {
  /** The columns that every ledger has in some form. */
  enum Role {
    METRIC,
    STATUS("status", "verdict", "decision", "outcome", "result", "state"),
    COMMIT(
        "commit",
        "commit_hash",
        "git_commit",
        "sha",
        "hash",
        "exp",
        "experiment",
        "experiment_id",
        "exp_id",
        "run_id",
        "run",
        "id",
        "trial",
        "iteration",
        "thesis",
        "agent"),
    MEMORY(
        "memory_gb",
        "memory",
        "memory_gib",
        "mem_gb",
        "mem",
        "peak_memory_gb",
        "peak_mem_gb",
        "vram_gb",
        "peak_vram_gb",
        "vram",
        "memory_mb",
        "memory_mib",
        "mem_mb",
        "peak_memory_mb",
        "peak_mem_mb",
        "vram_mb",
        "peak_vram_mb"),
    DESCRIPTION(
        "description",
        "desc",
        "change",
        "idea",
        "hypothesis",
        "notes",
        "note",
        "summary",
        "comment",
        "message",
        "title",
        "name",
        "what");

    private final List<String> names;

    Role(String... names) {
      this.names = List.of(names);
    }
  }

  private final Separator separator;
  private final List<String> names;
  private final Map<Role, Integer> columns;

  private Header(Separator separator, List<String> names, String metric) {
    this.separator = separator;
    this.names = names;
    this.columns = columns(names.stream().map(Header::plain).toList(), plain(metric));
  }

  /** The header in a line; empty when the line is none, for then it would hold a number. */
  static Optional<Header> of(String line, String metric) {
    Separator separator = Separator.of(line);
    List<String> names = separator.split(line, Integer.MAX_VALUE);
    boolean isData =
        names.stream()
            .anyMatch(
                name -> Cells.number(name).isPresent() || !name.isEmpty() && Cells.isNothing(name));
    Header header = new Header(separator, names, metric);
    boolean isHeader =
        !isData && names.size() > 2 && header.columns.containsKey(Role.STATUS) && header.isShort();
    return isHeader ? Optional.of(header) : Optional.empty();
  }

  /** What the specification says, for a file without a header. */
  static Header specified(String metric) {
    return new Header(
        Separator.TAB, List.of("commit", metric, "memory_gb", "status", "description"), metric);
  }

  boolean has(Role role) {
    return columns.containsKey(role);
  }

  Separator separator() {
    return separator;
  }

  List<String> names() {
    return names;
  }

  /** The cell of a column that is there, or nothing. */
  String cell(List<String> cells, Role role) {
    Integer column = columns.get(role);
    return column == null || column >= cells.size() ? "" : cells.get(column);
  }

  /** Whether the line goes on as far as this column. */
  boolean reaches(List<String> cells, Role role) {
    return cells.size() > columns.get(role);
  }

  boolean memoryInMib() {
    return plain(names.get(columns.get(Role.MEMORY))).matches(".*(mb|mib)");
  }

  /** The cells of a line: separators too many are part of the description. */
  List<String> cells(String line) {
    List<String> cells = new ArrayList<>(separator.split(line, names.size()));
    while (cells.size() > names.size() && cells.get(cells.size() - 1).isEmpty()) {
      cells.remove(cells.size() - 1);
    }
    int tooMany = cells.size() - names.size();
    if (tooMany > 0) {
      int at = columns.getOrDefault(Role.DESCRIPTION, names.size() - 1);
      List<String> parts = cells.subList(at, at + tooMany + 1);
      String joined = String.join(separator == Separator.TAB ? " " : separator.text + " ", parts);
      parts.clear();
      cells.add(at, joined);
    }
    return cells;
  }

  /** What stands in the other columns, by the header's names. */
  Map<String, String> others(List<String> cells) {
    Set<Integer> known = new HashSet<>(columns.values());
    Map<String, String> others = new LinkedHashMap<>();
    for (int column = 0; column < cells.size(); column++) {
      if (!known.contains(column) && !cells.get(column).isEmpty()) {
        others.merge(names.get(column), cells.get(column), (one, two) -> one + "; " + two);
      }
    }
    return others;
  }

  /** A sentence about keeping and discarding is no header. */
  private boolean isShort() {
    return names.stream().allMatch(name -> name.length() <= 40)
        && (has(Role.METRIC) || has(Role.COMMIT) || has(Role.DESCRIPTION));
  }

  private static Map<Role, Integer> columns(List<String> names, String metric) {
    Map<Role, Integer> columns = new HashMap<>();
    for (Role role : Role.values()) {
      List<String> wanted = role == Role.METRIC ? List.of(metric) : role.names;
      wanted.stream()
          .flatMap(
              name ->
                  IntStream.range(0, names.size())
                      .filter(column -> names.get(column).equals(name))
                      .filter(column -> !columns.containsValue(column))
                      .boxed())
          .findFirst()
          .ifPresent(column -> columns.put(role, column));
    }
    return columns;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", "_")
        .replaceAll("^_+|_+$", "");
  }
}
