package dev.swarm.coordinator.cli.comparison;

import static dev.swarm.coordinator.cli.comparison.Looks.number;

import dev.swarm.shared.comparison.ChangeReport;
import dev.swarm.shared.comparison.ClassResult;
import java.util.List;

/**
 * A gain and its standard error around zero, as a percentage of the own baseline: on one scale for
 * all changes of a list.
 */
final class ForestMark {
  private static final double WIDTH = 150;
  private static final double HEIGHT = 20;

  private final Axis axis;

  /**
   * @param changes whose gains it is to hold
   */
  ForestMark(List<ChangeReport> changes) {
    double reach =
        changes.stream()
            .flatMap(change -> change.results().values().stream())
            .filter(each -> each.percent().isPresent())
            .mapToDouble(each -> Math.abs(each.percent().getAsDouble()) + error(each))
            .max()
            .orElse(1);
    double round = reach > 0 ? reach : 1;
    this.axis = new Axis(-1.05 * round, 1.05 * round, 2, WIDTH - 2);
  }

  Markup draw(ClassResult result, Looks looks) {
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "forest",
        "viewBox",
        "0 0 %s %s".formatted(number(WIDTH), number(HEIGHT)),
        "role",
        "img");
    svg.leaf("title", Wording.call(result.call()) + ", " + Wording.gain(result));
    String middle = number(HEIGHT / 2);
    String zero = number(axis.at(0));
    svg.empty("line", "class", "grid", "x1", "0", "x2", number(WIDTH), "y1", middle, "y2", middle);
    svg.empty("line", "class", "zero", "x1", zero, "x2", zero, "y1", "2", "y2", "18");
    if (result.percent().isPresent()) {
      double percent = result.percent().getAsDouble();
      svg.empty(
          "line",
          "class",
          "error " + looks.colour(),
          "x1",
          number(axis.at(percent - error(result))),
          "x2",
          number(axis.at(percent + error(result))),
          "y1",
          middle,
          "y2",
          middle);
      svg.add(looks.mark(axis.at(percent), HEIGHT / 2, "kept " + looks.colour(), ""));
    }
    return svg.close();
  }

  private static double error(ClassResult result) {
    double gain = Math.abs(result.gain().orElse(0));
    return gain > 0
        ? Math.abs(result.percent().orElse(0)) * result.standardError().orElse(0) / gain
        : 0;
  }
}
