package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.phrase.LogComparison;
import dev.swarm.shared.phrase.Tried;
import java.util.List;

/** What was imported, and what its logs say of the same changes. */
final class ImportedSection {
  private final List<ImportedHistory> histories;
  private final Direction direction;
  private final PageParts parts;
  private final Markup page;

  ImportedSection(PageParts parts, List<ImportedHistory> histories, Direction direction) {
    this.histories = List.copyOf(histories);
    this.direction = direction;
    this.parts = parts;
    this.page = parts.page();
  }

  void write() {
    if (histories.isEmpty()) {
      return;
    }
    parts.section(
        "imported", "Imported logs", "of other budgets or data, so their scores stand alone");
    List<BranchReport> segments =
        histories.stream().flatMap(each -> each.segments(direction).stream()).toList();
    new StaircaseCharts(parts)
        .draw(StaircaseCharts.drawable(segments), "Best so far in every imported log");
    page.leaf("h3", "How far they are understood");
    parts.table("Imported logs", "log", "class", "first", "best", "improvement", "rows", "kept");
    for (BranchReport each : segments) {
      page.open("tr").leaf("th", each.machine(), "scope", "row").leaf("td", each.hardwareClass());
      parts.numbers(
          Wording.metric(each.baseline()),
          Wording.metric(each.best()),
          Wording.improvement(each),
          Integer.toString(each.steps().size()),
          Integer.toString(each.kept()));
      page.close();
    }
    parts.endTable();
    page.open("ul", "class", "plain");
    for (ImportedHistory each : histories) {
      page.leaf("li", each.machine() + ": " + each.stated().coverage().text(), "class", "quiet");
    }
    page.close();
    ImportedPair.of(histories).forEach(this::pair);
    page.close();
  }

  private void pair(ImportedPair pair) {
    String first = pair.first().machine();
    String second = pair.second().machine();
    page.leaf("h3", "Tried on %s and on %s, in the same direction".formatted(first, second));
    parts.table("Changes tried on both", "change", first, second, "same values");
    for (LogComparison.OnBoth each : pair.said().onBoth()) {
      page.open("tr")
          .open("th", "scope", "row")
          .leaf("code", Wording.stated(each.change()))
          .close();
      tried(each.first());
      tried(each.second());
      page.leaf("td", each.sameValues() ? "yes" : "no", "class", "quiet").close();
    }
    parts.endTable();
    keptOnOne(first, second, pair.said().keptOnFirst());
    keptOnOne(second, first, pair.said().keptOnSecond());
  }

  private void tried(List<Tried> rows) {
    page.open("td");
    boolean kept = ImportedPair.kept(rows) > 0;
    page.leaf("span", ImportedPair.counted(rows), "class", kept ? "call won" : "call none");
    page.close();
  }

  private void keptOnOne(String here, String there, List<LogComparison.OnOne> changes) {
    page.leaf("h3", "Kept on %s, not tried on %s (%d)".formatted(here, there, changes.size()));
    parts.table("Changes kept on one log only", "change", "kept", "in the log's words");
    for (LogComparison.OnOne each : changes) {
      page.open("tr")
          .open("th", "scope", "row")
          .leaf("code", Wording.stated(each.change()))
          .close();
      page.leaf("td", ImportedPair.counted(each.rows()));
      page.leaf("td", ImportedPair.words(each.rows()), "class", "quiet words").close();
    }
    parts.endTable();
  }
}
