package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassReport;
import dev.swarm.shared.comparison.ClassResult;
import dev.swarm.shared.comparison.ComparisonReport;
import dev.swarm.shared.comparison.ImportedHistory;
import dev.swarm.shared.comparison.TransferCell;
import dev.swarm.shared.phrase.LogComparison;
import dev.swarm.shared.phrase.Tried;
import dev.swarm.shared.pollination.Discovery;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A comparison as one HTML file that needs nothing else: no script, no font, no picture from
 * anywhere.
 */
public final class ComparisonPage {
  private static final String STYLE = "page.css";

  private static final String LEGEND =
      "filled: kept; with a ring: carried here and kept; faint: discarded (far below: at the edge);"
          + " crosses: crashed";

  /** So many changes of a section are open at first. */
  private static final int SHOWN = 25;

  private final ComparedSwarm swarm;
  private final ComparisonReport report;
  private final List<String> classes;

  /** The classes of imported logs among them. */
  private final List<String> looks;

  private final Markup page = new Markup();

  private ComparisonPage(ComparedSwarm swarm) {
    this.swarm = swarm;
    this.report = swarm.report();
    this.classes = report.classes().stream().map(ClassReport::hardwareClass).toList();
    Set<String> all = new TreeSet<>(classes);
    swarm.imported().forEach(each -> all.add(each.hardwareClass()));
    this.looks = List.copyOf(all);
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
    for (Discovery each : Discovery.values()) {
      discoveries(each);
    }
    matrix();
    imported();
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
      page.open("a", "href", "#" + each.name().toLowerCase(Locale.ROOT));
      page.leaf("b", Integer.toString(report.called(each).size()));
      page.text(" " + Wording.heading(each).toLowerCase(Locale.ROOT));
      page.close().text(" ");
    }
    page.close().close();
  }

  private void tile(ClassReport report) {
    page.open("li");
    page.open("span", "class", "class");
    swatch(report.hardwareClass());
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
    section(
        "progress", "Best so far", "improvement over the own baseline, experiment by experiment");
    List<BranchReport> drawn = drawable(report.branches());
    if (drawn.isEmpty()) {
      page.leaf("p", "No baseline is measured yet.").close();
      return;
    }
    charts(drawn, "Best so far on every branch");
    page.close();
  }

  private static List<BranchReport> drawable(List<BranchReport> branches) {
    return branches.stream()
        .filter(each -> each.percent().isPresent() && !each.steps().isEmpty())
        .toList();
  }

  /** All on one axis, then each on its own scale. */
  private void charts(List<BranchReport> drawn, String title) {
    page.open("div", "class", "legend");
    for (String each : new TreeSet<>(drawn.stream().map(BranchReport::hardwareClass).toList())) {
      page.open("span");
      swatch(each);
      page.text(each).close();
    }
    page.leaf("span", LEGEND, "class", "quiet").close();
    page.open("div", "class", "wide", "tabindex", "0");
    page.add(
        new StaircaseChart(drawn, looks, 960, 400, true)
            .draw(title, "A table on this page has the same ends in numbers."));
    page.close();
    if (drawn.size() > 1) {
      page.leaf("h3", "Each on its own scale");
      page.open("div", "class", "multiples");
      drawn.forEach(this::multiple);
      page.close();
    }
  }

  private void multiple(BranchReport branch) {
    page.open("figure").open("figcaption");
    swatch(branch.hardwareClass());
    page.text(branch.machine() + " (" + branch.hardwareClass() + ")");
    page.leaf("b", " " + Wording.percent(branch.percent())).close();
    page.add(
        new StaircaseChart(List.of(branch), looks, 330, 200, false)
            .draw(
                "Best so far on " + branch.branch(),
                "%s to %s, %d of %d experiments kept"
                    .formatted(
                        Wording.metric(branch.baseline()),
                        Wording.metric(branch.best()),
                        branch.kept(),
                        branch.experiments())));
    page.close();
  }

  private void classTable() {
    section("classes", "Classes and machines", "each against its own baseline");
    table(
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
        swatch(each.hardwareClass());
        page.text(each.hardwareClass()).close();
        page.leaf("td", branch.machine(), "title", branch.branch());
        numbers(
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
    endTable();
    page.close();
  }

  private void knobs() {
    KnobGrid grid = KnobGrid.of(report);
    if (grid.rows().isEmpty()) {
      return;
    }
    section(
        "knobs", "Knobs by class", "of each class's best branch, where they are not the base's");
    List<String> header = new ArrayList<>(List.of("knob", "base"));
    header.addAll(grid.classes());
    header.add("side by side");
    table("Knob values by class", header.toArray(String[]::new));
    List<Looks> marks = grid.classes().stream().map(each -> Looks.of(looks, each)).toList();
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
    endTable();
    page.close();
  }

  private void discoveries(Discovery discovery) {
    List<ChangeReport> changes = report.called(discovery);
    section(
        discovery.name().toLowerCase(Locale.ROOT),
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
      swatch(each.getKey());
      page.text(each.getKey()).close();
      page.leaf(
          "span", Wording.call(result.call()), "class", "call " + Wording.call(result.call()));
      page.add(forest.draw(result, Looks.of(looks, each.getKey())));
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
      swatch(untried);
      page.text(untried).close();
      page.leaf("span", "no result", "class", "call none");
      page.leaf("span", Wording.untried(change, untried), "class", "quiet rest");
      page.close();
    }
    page.close().close();
  }

  private void matrix() {
    section(
        "transfers", "Transfers", "what came of changes on the machines that they were carried to");
    if (report.transfers().isEmpty()) {
      page.leaf("p", "Nothing was carried yet.", "class", "quiet").close();
      return;
    }
    List<String> header = new ArrayList<>(List.of("from \\ to"));
    header.addAll(classes);
    table("Transfers by class", header.toArray(String[]::new));
    for (String from :
        new TreeSet<>(report.transfers().stream().map(TransferCell::from).toList())) {
      page.open("tr");
      page.open("th", "scope", "row");
      if (!from.isEmpty()) {
        swatch(from);
      }
      page.text(Wording.from(from)).close();
      for (String to : classes) {
        page.open("td", "class", "cell");
        report.transfers(from, to).ifPresentOrElse(this::cell, () -> page.text("\u00b7"));
        page.close();
      }
      page.close();
    }
    endTable();
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

  private void imported() {
    if (swarm.imported().isEmpty()) {
      return;
    }
    section("imported", "Imported logs", "of other budgets or data, so their scores stand alone");
    List<BranchReport> segments =
        swarm.imported().stream()
            .flatMap(each -> each.segments(report.direction()).stream())
            .toList();
    charts(drawable(segments), "Best so far in every imported log");
    page.leaf("h3", "How far they are understood");
    table("Imported logs", "log", "class", "first", "best", "improvement", "rows", "kept");
    for (BranchReport each : segments) {
      page.open("tr").leaf("th", each.machine(), "scope", "row").leaf("td", each.hardwareClass());
      numbers(
          Wording.metric(each.baseline()),
          Wording.metric(each.best()),
          Wording.improvement(each),
          Integer.toString(each.steps().size()),
          Integer.toString(each.kept()));
      page.close();
    }
    endTable();
    page.open("ul", "class", "plain");
    for (ImportedHistory each : swarm.imported()) {
      page.leaf("li", each.machine() + ": " + each.stated().coverage().text(), "class", "quiet");
    }
    page.close();
    ImportedPair.of(swarm.imported()).forEach(this::pair);
    page.close();
  }

  private void pair(ImportedPair pair) {
    String first = pair.first().machine();
    String second = pair.second().machine();
    page.leaf("h3", "Tried on %s and on %s, in the same direction".formatted(first, second));
    table("Changes tried on both", "change", first, second, "same values");
    for (LogComparison.OnBoth each : pair.said().onBoth()) {
      page.open("tr").open("th", "scope", "row").leaf("code", each.change()).close();
      tried(each.first());
      tried(each.second());
      page.leaf("td", each.sameValues() ? "yes" : "no", "class", "quiet").close();
    }
    endTable();
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
    table("Changes kept on one log only", "change", "kept", "in the log's words");
    for (LogComparison.OnOne each : changes) {
      page.open("tr").open("th", "scope", "row").leaf("code", each.change()).close();
      page.leaf("td", ImportedPair.counted(each.rows()));
      page.leaf("td", ImportedPair.words(each.rows()), "class", "quiet words").close();
    }
    endTable();
  }

  private void swatch(String hardwareClass) {
    Looks own = Looks.of(looks, hardwareClass);
    page.open("svg", "class", "swatch", "viewBox", "0 0 16 16", "aria-hidden", "true");
    page.add(own.mark(8, 8, "kept " + own.colour(), "")).close();
  }

  private void section(String id, String name, String meaning) {
    page.open("section", "id", id).open("h2").text(name);
    page.leaf("small", " " + meaning).close();
  }

  private void table(String caption, String... header) {
    page.open("div", "class", "wide", "tabindex", "0").open("table");
    page.leaf("caption", caption).open("thead").open("tr");
    for (String each : header) {
      page.leaf("th", each, "scope", "col");
    }
    page.close().close().open("tbody");
  }

  private void endTable() {
    page.close().close().close();
  }

  private void numbers(String... values) {
    for (String each : values) {
      page.leaf("td", each, "class", "number");
    }
  }

  private static String style() {
    try (InputStream file = ComparisonPage.class.getResourceAsStream(STYLE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
