package dev.swarm.coordinator.cli.comparison;

import dev.swarm.shared.comparison.BranchReport;
import java.util.List;
import java.util.TreeSet;

/** The staircases of several branches. */
final class StaircaseCharts {
  private static final String LEGEND =
      "filled: kept; with a ring: carried here and kept; faint: discarded (far below: at the edge);"
          + " crosses: crashed. Each stands as it was judged; later runs of a head may have corrected"
          + " its number since";

  private final PageParts parts;
  private final Markup page;

  StaircaseCharts(PageParts parts) {
    this.parts = parts;
    this.page = parts.page();
  }

  /** Those of which there is anything to draw. */
  static List<BranchReport> drawable(List<BranchReport> branches) {
    return branches.stream()
        .filter(each -> each.percent().isPresent() && !each.steps().isEmpty())
        .toList();
  }

  /** All on one axis, then each on its own scale. */
  void draw(List<BranchReport> drawn, String title) {
    page.open("div", "class", "legend");
    for (String each : new TreeSet<>(drawn.stream().map(BranchReport::hardwareClass).toList())) {
      page.open("span");
      parts.swatch(each);
      page.text(each).close();
    }
    page.leaf("span", LEGEND, "class", "quiet").close();
    page.open("div", "class", "wide", "tabindex", "0");
    page.add(
        new StaircaseChart(drawn, parts.looks(), 960, 400, true)
            .draw(
                title,
                "The tables on this page have the ends in numbers, corrected by later runs."));
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
    parts.swatch(branch.hardwareClass());
    page.text(branch.machine() + " (" + branch.hardwareClass() + ")");
    page.leaf("b", " " + Wording.percent(branch.percent())).close();
    page.add(
        new StaircaseChart(List.of(branch), parts.looks(), 330, 200, false)
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
}
