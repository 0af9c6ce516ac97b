package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.TransferCell;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What came of what was carried from class to class. */
final class TransferSection {
  private final ComparisonReport report;
  private final List<String> classes;
  private final PageParts parts;
  private final Markup page;

  TransferSection(PageParts parts, ComparisonReport report) {
    this.report = report;
    this.classes = report.classes().stream().map(ClassReport::hardwareClass).toList();
    this.parts = parts;
    this.page = parts.page();
  }

  void write() {
    parts.section(
        "transfers", "Transfers", "what came of changes on the machines that they were carried to");
    if (report.transfers().isEmpty()) {
      page.leaf("p", "Nothing was carried yet.", "class", "quiet").close();
      return;
    }
    List<String> header = new ArrayList<>(List.of("from \\ to"));
    header.addAll(classes);
    parts.table("Transfers by class", header.toArray(String[]::new));
    for (String from :
        new TreeSet<>(report.transfers().stream().map(TransferCell::from).toList())) {
      page.open("tr");
      page.open("th", "scope", "row");
      if (!from.isEmpty()) {
        parts.swatch(from);
      }
      page.text(Wording.from(from)).close();
      for (String to : classes) {
        page.open("td", "class", "cell");
        report.transfers(from, to).ifPresentOrElse(this::cell, () -> page.text("\u00b7"));
        page.close();
      }
      page.close();
    }
    parts.endTable();
    page.leaf(
        "p",
        "Of each pair: how many were kept of those tried there; below it the others, and the median share of the gain that was left, each gain as a share of the own baseline.",
        "class",
        "quiet");
    page.close();
  }

  private void cell(TransferCell cell) {
    page.open("strong").text("%d of %d".formatted(cell.transferred(), cell.tried())).close();
    page.add(TransferBar.draw(cell));
    page.leaf("span", TransferBar.words(cell), "class", "quiet");
    if (cell.medianShare().isPresent()) {
      page.leaf("span", Wording.share(cell.medianShare()) + " of the gain left", "class", "left");
    }
  }
}
