package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.pollination.Discovery;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A comparison as one HTML file that needs nothing else: no script, no font, no picture from
 * anywhere.
 */
public final class ComparisonPage {
  private static final String STYLE = "page.css";

  private final ComparedSwarm swarm;
  private final ComparisonReport report;
  private final Markup page = new Markup();
  private final PageParts parts;

  private ComparisonPage(ComparedSwarm swarm) {
    this.swarm = swarm;
    this.report = swarm.report();
    Set<String> classes = new TreeSet<>();
    report.classes().forEach(each -> classes.add(each.hardwareClass()));
    swarm.imported().forEach(each -> classes.add(each.hardwareClass()));
    this.parts = new PageParts(page, List.copyOf(classes));
  }

  /** The whole file's text. */
  public static String of(ComparedSwarm swarm) {
    return new ComparisonPage(swarm).write();
  }

  private String write() {
    page.open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.leaf("title", swarm.campaign() + ": hardware compared");
    page.style(style()).close();
    page.open("body").open("main");
    head();
    staircases();
    classTable();
    knobs();
    DiscoverySections sections = new DiscoverySections(parts, report);
    for (Discovery each : Discovery.values()) {
      sections.write(each);
    }
    new TransferSection(parts, report).write();
    new ImportedSection(parts, swarm.imported(), report.direction()).write();
    page.open("footer");
    page.leaf(
        "p",
        "Gains are the mean over an experiment's runs against its branch's own incumbent, with their"
            + " standard error. A class says won or lost where a gain is more than one standard"
            + " error from zero; several machines of a class are weighted by the inverse of their"
            + " variance. What a machine thought of by itself and did not keep is never called won.");
    page.close().close().close().close();
    return "<!DOCTYPE html>\n" + page + "\n";
  }

  private void head() {
    page.open("header");
    page.leaf("p", "Hardware compared", "class", "kicker");
    page.leaf("h1", swarm.campaign());
    page.leaf(
        "p",
        "%s, to be %sd. Every hardware class is a task of its own: metrics are never ranked across classes, only improvements over the own baseline are shown side by side."
            .formatted(swarm.metric(), report.direction().text()),
        "class",
        "lead");
    page.open("ul", "class", "tiles");
    for (ClassReport each : report.classes()) {
      tile(each);
    }
    page.close();
    page.open("p", "class", "counts");
    for (Discovery each : Discovery.values()) {
      page.open("a", "href", "#" + DiscoverySections.anchor(each));
      page.leaf("b", Integer.toString(report.called(each).size()));
      page.text(" " + Wording.heading(each).toLowerCase(Locale.ROOT));
      page.close().text(" ");
    }
    page.close().close();
  }

  private void tile(ClassReport report) {
    page.open("li");
    page.open("span", "class", "class");
    parts.swatch(report.hardwareClass());
    page.text(report.hardwareClass()).close();
    page.leaf(
        "strong",
        report.best().map(BranchReport::percent).map(Wording::percent).orElse(Wording.NONE));
    page.leaf(
        "span",
        report
            .best()
            .map(
                best ->
                    "%s to %s on %s"
                        .formatted(
                            Wording.metric(best.baseline()),
                            Wording.metric(best.best()),
                            best.machine()))
            .orElse("no baseline yet"));
    page.leaf(
        "span",
        "%d of %d experiments kept".formatted(report.kept(), report.experiments()),
        "class",
        "quiet");
    page.close();
  }

  private void staircases() {
    parts.section(
        "progress", "Best so far", "improvement over the own baseline, experiment by experiment");
    List<BranchReport> drawn = StaircaseCharts.drawable(report.branches());
    if (drawn.isEmpty()) {
      page.leaf("p", "No baseline is measured yet.").close();
      return;
    }
    new StaircaseCharts(parts).draw(drawn, "Best so far on every branch");
    page.close();
  }

  private void classTable() {
    parts.section("classes", "Classes and machines", "each against its own baseline");
    parts.table(
        "How far every branch has come",
        "class",
        "machine",
        "baseline",
        "best",
        "improvement",
        "noise",
        "experiments",
        "kept",
        "discarded",
        "crashed");
    for (ClassReport each : report.classes()) {
      for (BranchReport branch : each.branches()) {
        page.open("tr");
        page.open("th", "scope", "row");
        parts.swatch(each.hardwareClass());
        page.text(each.hardwareClass()).close();
        page.leaf("td", branch.machine(), "title", branch.branch());
        parts.numbers(
            Wording.metric(branch.baseline()),
            Wording.metric(branch.best()),
            Wording.improvement(branch),
            Wording.metric(branch.noiseFloor()),
            Integer.toString(branch.experiments()),
            Integer.toString(branch.kept()),
            Integer.toString(branch.discarded()),
            Integer.toString(branch.crashed()));
        page.close();
      }
    }
    parts.endTable();
    page.close();
  }

  private void knobs() {
    KnobGrid grid = KnobGrid.of(report);
    if (grid.rows().isEmpty()) {
      return;
    }
    parts.section(
        "knobs", "Knobs by class", "of each class's best branch, where they are not the base's");
    List<String> header = new ArrayList<>(List.of("knob", "base"));
    header.addAll(grid.classes());
    header.add("side by side");
    parts.table("Knob values by class", header.toArray(String[]::new));
    List<Looks> marks = grid.classes().stream().map(each -> Looks.of(parts.looks(), each)).toList();
    for (KnobGrid.Row row : grid.rows()) {
      page.open("tr");
      page.open("th", "scope", "row").leaf("code", row.knob()).close();
      page.leaf("td", row.base(), "class", "number");
      for (Optional<String> value : row.values()) {
        page.leaf(
            "td",
            value.orElse("as base"),
            "class",
            value.isPresent() ? "number changed" : "number quiet");
      }
      page.open("td");
      KnobStrip.draw(row, marks).ifPresentOrElse(page::add, () -> page.text(Wording.NONE));
      page.close().close();
    }
    parts.endTable();
    page.close();
  }

  private static String style() {
    try (InputStream file = ComparisonPage.class.getResourceAsStream(STYLE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
