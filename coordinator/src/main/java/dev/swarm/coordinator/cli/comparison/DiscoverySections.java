package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.pollination.Discovery;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is known of changes, one section for each kind of discovery. */
final class DiscoverySections {
  /** So many changes of a section are open at first. */
  private static final int SHOWN = 25;

  private final ComparisonReport report;
  private final PageParts parts;
  private final Markup page;

  DiscoverySections(PageParts parts, ComparisonReport report) {
    this.report = report;
    this.parts = parts;
    this.page = parts.page();
  }

  /** The name that links find a section by. */
  static String anchor(Discovery discovery) {
    return discovery.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void write(Discovery discovery) {
    List<ChangeReport> changes = report.called(discovery);
    parts.section(
        anchor(discovery),
        "%s (%d)".formatted(Wording.heading(discovery), changes.size()),
        Wording.meaning(discovery));
    if (changes.isEmpty()) {
      page.leaf("p", "None so far.", "class", "quiet");
    }
    ForestMark forest = new ForestMark(changes);
    for (ChangeReport change : changes.subList(0, Math.min(SHOWN, changes.size()))) {
      change(change, forest);
    }
    if (changes.size() > SHOWN) {
      page.open("details");
      page.leaf("summary", "%d more".formatted(changes.size() - SHOWN));
      changes.subList(SHOWN, changes.size()).forEach(change -> change(change, forest));
      page.close();
    }
    if (discovery == Discovery.ANTI_PATTERN && report.triedOnce() > 0) {
      page.leaf(
          "p",
          "Beside these, %d changes were tried by one class and not kept."
              .formatted(report.triedOnce()),
          "class",
          "quiet");
    }
    page.close();
  }

  private void change(ChangeReport change, ForestMark forest) {
    page.open("article", "class", "change").open("h3");
    page.leaf("code", change.change()).text(" " + Wording.plain(change.description()));
    page.leaf("span", Wording.foundAgain(change), "class", "quiet");
    page.close().open("ul");
    for (Map.Entry<String, ClassResult> each : change.results().entrySet()) {
      ClassResult result = each.getValue();
      page.open("li", "class", "result");
      page.open("span", "class", "class");
      parts.swatch(each.getKey());
      page.text(each.getKey()).close();
      page.leaf(
          "span", Wording.call(result.call()), "class", "call " + Wording.call(result.call()));
      page.add(forest.draw(result, Looks.of(parts.looks(), each.getKey())));
      page.leaf("span", Wording.gain(result), "class", "gain");
      String notes = Wording.notes(result);
      page.leaf(
          "span",
          Wording.experiments(result) + (notes.isEmpty() ? "" : "; " + notes),
          "class",
          "quiet");
      page.close();
    }
    for (String untried : Wording.untriedWorthTelling(change)) {
      page.open("li", "class", "result");
      page.open("span", "class", "class");
      parts.swatch(untried);
      page.text(untried).close();
      page.leaf("span", "no result", "class", "call none");
      page.leaf("span", Wording.untried(change, untried), "class", "quiet rest");
      page.close();
    }
    page.close().close();
  }
}
