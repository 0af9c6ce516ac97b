package dev.swarm.coordinator.cli.comparison;

import static dev.swarm.coordinator.cli.comparison.Looks.number;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.verdict.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Best so far, experiment by experiment, as a percentage of each branch's own baseline, so that
 * classes may stand on one axis. Kept experiments are marked in their class's shape, discarded ones
 * are faint rings, those far below are held at the bottom edge, and crashes are crosses there.
 */
final class StaircaseChart {
  private static final double TOP = 14;
  private static final double BOTTOM = 44;
  private static final double LEFT = 58;
  private static final double LABEL_HEIGHT = 15;

  private final List<BranchReport> branches;
  private final List<String> classes;
  private final double width;
  private final double height;
  private final double right;
  private final Axis x;
  private final Axis y;

  /**
   * @param branches with at least one step each
   * @param classes all of the page, for their looks
   * @param labelled whether each line bears its machine's name at its end
   */
  StaircaseChart(
      List<BranchReport> branches,
      List<String> classes,
      double width,
      double height,
      boolean labelled) {
    this.branches = branches;
    this.classes = classes;
    this.width = width;
    this.height = height;
    this.right = labelled ? 130 : 14;
    int longest = branches.stream().mapToInt(each -> each.steps().size()).max().orElse(1);
    double high = 0;
    double low = 0;
    for (BranchReport branch : branches) {
      for (BranchReport.Step step : branch.steps()) {
        high = Math.max(high, Math.max(step.best(), step.percent().orElse(0)));
        low = Math.min(low, step.best());
      }
    }
    high = high > 0 ? 1.06 * high : 1;
    this.x = new Axis(0, Math.max(1, longest - 1), LEFT, width - right);
    this.y = new Axis(Math.min(1.1 * low, -0.22 * high), high, height - BOTTOM, TOP);
  }

  Markup draw(String title, String description) {
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "chart",
        "viewBox",
        "0 0 %s %s".formatted(number(width), number(height)),
        "role",
        "img");
    svg.leaf("title", title).leaf("desc", description);
    grid(svg);
    branches.forEach(branch -> faint(svg, branch));
    branches.forEach(branch -> staircase(svg, branch));
    if (right > 100) {
      labels(svg);
    }
    return svg.close();
  }

  private void grid(Markup svg) {
    for (double tick : y.ticks(height > 300 ? 6 : 4)) {
      String place = number(y.at(tick));
      svg.empty(
          "line",
          "class",
          Math.abs(tick) < 1e-12 ? "zero" : "grid",
          "x1",
          number(LEFT),
          "x2",
          number(width - right),
          "y1",
          place,
          "y2",
          place);
      svg.leaf(
          "text",
          Axis.label(tick) + "%",
          "class",
          "tick end",
          "x",
          number(LEFT - 8),
          "y",
          number(y.at(tick) + 4));
    }
    for (double tick : x.ticks(width > 600 ? 8 : 5)) {
      if (tick == Math.rint(tick)) {
        svg.leaf(
            "text",
            Axis.label(tick),
            "class",
            "tick middle",
            "x",
            number(x.at(tick)),
            "y",
            number(height - BOTTOM + 18));
      }
    }
    svg.leaf(
        "text",
        "experiments",
        "class",
        "axis middle",
        "x",
        number((LEFT + width - right) / 2),
        "y",
        number(height - 6));
  }

  private void faint(Markup svg, BranchReport branch) {
    String colour = Looks.of(classes, branch.hardwareClass()).colour();
    for (int i = 0; i < branch.steps().size(); i++) {
      BranchReport.Step step = branch.steps().get(i);
      double across = x.at(i);
      if (step.status() == Status.CRASH || step.percent().isEmpty()) {
        double down = y.at(y.low());
        svg.open(
                "path",
                "class",
                "crash " + colour,
                "d",
                "M%s %sl7 7m0 -7l-7 7".formatted(number(across - 3.5), number(down - 8)))
            .leaf("title", title(branch, step))
            .close();
      } else if (step.status() == Status.DISCARD) {
        svg.open(
                "circle",
                "class",
                "discard " + colour,
                "cx",
                number(across),
                "cy",
                number(y.at(step.percent().getAsDouble())),
                "r",
                "2.6")
            .leaf("title", title(branch, step))
            .close();
      }
    }
  }

  private void staircase(Markup svg, BranchReport branch) {
    Looks looks = Looks.of(classes, branch.hardwareClass());
    StringBuilder path = new StringBuilder();
    List<BranchReport.Step> steps = branch.steps();
    for (int i = 0; i < steps.size(); i++) {
      String across = number(x.at(i));
      String up = number(y.at(steps.get(i).best()));
      path.append(i == 0 ? "M" + across + " " + up : "H" + across + "V" + up);
    }
    svg.empty(
        "path",
        "class",
        "stair " + looks.colour(),
        "d",
        path.toString(),
        "stroke-dasharray",
        looks.dashes().isEmpty() ? "none" : looks.dashes());
    for (int i = 0; i < steps.size(); i++) {
      BranchReport.Step step = steps.get(i);
      if (step.status() == Status.KEEP && step.percent().isPresent()) {
        svg.add(
            looks.mark(
                x.at(i),
                y.at(step.percent().getAsDouble()),
                (step.carried() ? "kept carried " : "kept ") + looks.colour(),
                title(branch, step)));
      }
    }
  }

  /** Beside the lines' ends, moved apart where they would lie over one another. */
  private void labels(Markup svg) {
    List<BranchReport> sorted = new ArrayList<>(branches);
    sorted.sort(Comparator.comparing(each -> -last(each)));
    double free = TOP;
    for (BranchReport branch : sorted) {
      double across = x.at(branch.steps().size() - 1) + 10;
      double down = Math.max(free, y.at(last(branch)) + 4);
      free = down + LABEL_HEIGHT;
      svg.leaf(
          "text",
          branch.machine(),
          "class",
          "name " + Looks.of(classes, branch.hardwareClass()).colour(),
          "x",
          number(across),
          "y",
          number(down));
    }
  }

  private static double last(BranchReport branch) {
    return branch.steps().get(branch.steps().size() - 1).best();
  }

  private static String title(BranchReport branch, BranchReport.Step step) {
    return "%s on %s: %s%s, %s, %s"
        .formatted(
            step.experiment(),
            branch.machine(),
            step.description(),
            step.carried() ? " (carried here)" : "",
            step.status().text(),
            step.percent().isPresent() ? Wording.percent(step.percent()) : "no metric");
  }
}
