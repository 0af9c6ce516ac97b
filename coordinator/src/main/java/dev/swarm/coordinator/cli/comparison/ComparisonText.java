package dev.swarm.coordinator.cli.comparison;

import dev.swarm.coordinator.cli.Style;
import dev.swarm.coordinator.cli.Table;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.comparison.TransferCell;
import dev.swarm.shared.phrase.LogComparison;
import dev.swarm.shared.pollination.Discovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A comparison for a terminal of 100 columns. */
public final class ComparisonText {
  private static final int COLUMNS = 100;
  private static final String INDENT = "    ";
  private static final int CALL = "undecided".length();
  private static final int GAIN = "+0.0000 \u00b1 0.0000 (+10.0%)".length();
  private static final int HANGING = 32;
  private static final int STATED = 27;
  private static final int COUNTED = "1 kept of 1".length();

  /** Of the sections that may be long only so many are shown; JSON and page have all. */
  private static final int SHOWN = 12;

  private final ComparedSwarm swarm;
  private final ComparisonReport report;
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private ComparisonText(ComparedSwarm swarm, Style style) {
    this.swarm = swarm;
    this.report = swarm.report();
    this.style = style;
  }

  /** Each line ends with a line end. */
  public static String of(ComparedSwarm swarm, Style style) {
    ComparisonText text = new ComparisonText(swarm, style);
    text.write();
    return text.text.toString();
  }

  private void write() {
    line(
        "%s: %s %s"
            .formatted(Wording.plain(swarm.campaign()), report.direction().text(), swarm.metric()));
    line(style.faint("Every class is a task of its own; improvements are over the own baseline."));
    text.append('\n');
    classes();
    knobs();
    for (Discovery each : Discovery.values()) {
      changes(each);
    }
    if (report.triedOnce() > 0) {
      text.append('\n');
      line(
          style.faint(
              "%d other %s tried by one class, and not kept."
                  .formatted(
                      report.triedOnce(),
                      report.triedOnce() == 1 ? "change was" : "changes were")));
    }
    transfers();
    imported();
  }

  private void classes() {
    Table table =
        new Table("class", "machine", "baseline", "best", "improvement", "noise", "tried", "kept");
    for (ClassReport each : report.classes()) {
      for (BranchReport branch : each.branches()) {
        table.row(
            each.hardwareClass(),
            branch.machine(),
            Wording.metric(branch.baseline()),
            Wording.metric(branch.best()),
            Wording.improvement(branch),
            Wording.metric(branch.noiseFloor()),
            Integer.toString(branch.experiments()),
            Integer.toString(branch.kept()));
      }
    }
    text.append(table.render(style));
  }

  private void knobs() {
    KnobGrid grid = KnobGrid.of(report);
    if (grid.rows().isEmpty()) {
      return;
    }
    heading("Best knob values", "of each class's best branch, where they are not the base's");
    List<String> header = new ArrayList<>(List.of("knob", "base"));
    header.addAll(grid.classes());
    Table table = new Table(header.toArray(String[]::new));
    for (KnobGrid.Row row : grid.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.knob(), row.base()));
      row.values().forEach(value -> cells.add(value.orElse("=")));
      table.row(cells.toArray(String[]::new));
    }
    indented(table);
  }

  private void changes(Discovery discovery) {
    List<ChangeReport> changes = report.called(discovery);
    if (changes.isEmpty()) {
      return;
    }
    heading(
        "%s (%d)".formatted(Wording.heading(discovery), changes.size()),
        Wording.meaning(discovery));
    for (ChangeReport change : changes.subList(0, Math.min(SHOWN, changes.size()))) {
      change(change);
    }
    if (discovery == Discovery.UNTESTED) {
      line(style.faint("  Have one measured elsewhere: swarm promote CHANGE --to class:CLASS"));
    }
    if (changes.size() > SHOWN) {
      line("  and %d more; see --json or --html FILE".formatted(changes.size() - SHOWN));
    }
  }

  private void change(ChangeReport change) {
    wrapped(
        "  " + style.bold(change.change()),
        Wording.plain(change.description()) + Wording.foundAgain(change));
    int width =
        report.classes().stream().mapToInt(each -> each.hardwareClass().length()).max().orElse(0);
    for (Map.Entry<String, ClassResult> each : change.results().entrySet()) {
      ClassResult result = each.getValue();
      wrapped(
          INDENT + pad(each.getKey(), width) + "  " + coloured(result.call()),
          pad(Wording.gain(result), GAIN),
          Wording.experiments(result),
          Wording.notes(result));
    }
    for (String hardwareClass : Wording.untriedWorthTelling(change)) {
      wrapped(
          INDENT + pad(hardwareClass, width) + "  " + style.faint(pad(Wording.NONE, CALL)),
          Wording.untried(change, hardwareClass));
    }
  }

  private String coloured(Discovery.Call call) {
    String word = pad(Wording.call(call), CALL);
    return switch (call) {
      case WON -> style.green(word);
      case LOST -> style.red(word);
      case UNDECIDED -> style.faint(word);
    };
  }

  private void transfers() {
    if (report.transfers().isEmpty()) {
      return;
    }
    heading("Transfers", "what came of changes on the machines that they were carried to");
    Table table =
        new Table(
            "from", "to", "tried", "kept", "neutral", "hurt", "crashed", "no fit", "gain left");
    for (TransferCell cell : report.transfers()) {
      table.row(
          Wording.from(cell.from()),
          cell.to(),
          Integer.toString(cell.tried()),
          Integer.toString(cell.transferred()),
          Integer.toString(cell.neutral()),
          Integer.toString(cell.hurt()),
          Integer.toString(cell.crashed()),
          Integer.toString(cell.notTransferable()),
          Wording.share(cell.medianShare()));
    }
    indented(table);
    line(
        style.faint(
            "  no fit: could not be put there; gain left: the median share, of the own baseline each"));
  }

  private void imported() {
    if (swarm.imported().isEmpty()) {
      return;
    }
    heading("Imported logs", "of other budgets or data, so their scores stand alone");
    Table table = new Table("log", "class", "first", "best", "improvement", "rows", "kept");
    for (ImportedHistory history : swarm.imported()) {
      for (BranchReport segment : history.segments(report.direction())) {
        table.row(
            segment.machine(),
            history.hardwareClass(),
            Wording.metric(segment.baseline()),
            Wording.metric(segment.best()),
            Wording.improvement(segment),
            Integer.toString(segment.steps().size()),
            Integer.toString(segment.kept()));
      }
    }
    indented(table);
    for (ImportedHistory history : swarm.imported()) {
      wrapped("  " + history.machine() + ":", history.stated().coverage().text());
    }
    ImportedPair.of(swarm.imported()).forEach(this::pair);
  }

  private void pair(ImportedPair pair) {
    String first = pair.first().machine();
    String second = pair.second().machine();
    List<LogComparison.OnBoth> both = pair.said().onBoth();
    heading(
        "On %s and on %s (%d)".formatted(first, second, both.size()),
        "the same knobs in the same direction, tried on both");
    Table table = new Table("change", first, second);
    both.forEach(
        each ->
            table.row(
                Wording.stated(each.change()),
                ImportedPair.counted(each.first()),
                ImportedPair.counted(each.second())));
    if (!both.isEmpty()) {
      indented(table);
    }
    keptOnOne(first, second, pair.said().keptOnFirst());
    keptOnOne(second, first, pair.said().keptOnSecond());
    int unclear = pair.said().otherWay().size() + pair.said().unstated().size();
    if (unclear > 0) {
      text.append('\n');
      line(
          style.faint(
              "%d more set the same knobs on both, in other directions or without saying which."
                  .formatted(unclear)));
    }
  }

  private void keptOnOne(String here, String there, List<LogComparison.OnOne> changes) {
    heading("Kept on %s, not tried on %s (%d)".formatted(here, there, changes.size()), "");
    for (LogComparison.OnOne each : changes) {
      wrapped(
          "  " + pad(Wording.stated(each.change()), STATED),
          pad(ImportedPair.counted(each.rows()), COUNTED),
          Wording.plain(ImportedPair.words(each.rows())));
    }
  }

  private void indented(Table table) {
    table.render(style).lines().forEach(line -> line("  " + line));
  }

  private void heading(String name, String meaning) {
    text.append('\n');
    line(style.bold(name) + (meaning.isEmpty() ? "" : ": " + meaning));
  }

  /**
   * A line that is broken between words where it gets too long; what follows stands further in.
   *
   * @param start is never broken
   * @param parts stand two columns apart
   */
  private void wrapped(String start, String... parts) {
    StringBuilder line = new StringBuilder(start);
    int used = visible(start);
    int hanging = Math.min(used + 2, HANGING);
    String gap = "  ";
    for (String part : parts) {
      for (String word : part.split(" ")) {
        if (used + gap.length() + visible(word) > COLUMNS) {
          line(line.toString());
          line = new StringBuilder(" ".repeat(hanging));
          used = hanging;
          gap = "";
        }
        line.append(gap).append(word);
        used += gap.length() + visible(word);
        gap = " ";
      }
      gap = "  ";
    }
    line(line.toString());
  }

  private static int visible(String styled) {
    return styled.replaceAll("\u001b\\[[0-9;]*m", "").length();
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  private static String pad(String word, int width) {
    return word + " ".repeat(Math.max(0, width - word.length()));
  }
}
