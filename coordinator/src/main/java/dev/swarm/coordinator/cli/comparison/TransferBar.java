package dev.swarm.coordinator.cli.comparison;

import static dev.swarm.coordinator.cli.comparison.Looks.number;

import dev.swarm.shared.comparison.TransferCell;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of transfers between two classes, as the parts of a bar. */
final class TransferBar {
  private static final double WIDTH = 150;

  private TransferBar() {}

  static Markup draw(TransferCell cell) {
    Markup svg = new Markup();
    svg.open("svg", "class", "bar", "viewBox", "0 0 150 10", "role", "img");
    svg.leaf(
        "title",
        "%d kept%s".formatted(cell.transferred(), words(cell).isEmpty() ? "" : ", " + words(cell)));
    Map<String, Integer> parts = parts(cell);
    int all = Math.max(1, cell.transferred() + parts.values().stream().mapToInt(n -> n).sum());
    double at = part(svg, "kept", cell.transferred(), all, 0);
    for (Map.Entry<String, Integer> each : parts.entrySet()) {
      at = part(svg, each.getKey().replace(' ', '-'), each.getValue(), all, at);
    }
    return svg.close();
  }

  /** Those that were not kept, where there are any. */
  static String words(TransferCell cell) {
    return parts(cell).entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .map(each -> each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> parts(TransferCell cell) {
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts.put("neutral", cell.neutral());
    parts.put("hurt", cell.hurt());
    parts.put("crashed", cell.crashed());
    parts.put("did not fit", cell.notTransferable());
    return parts;
  }

  private static double part(Markup svg, String kind, int count, int all, double at) {
    double width = WIDTH * count / all;
    if (count > 0) {
      svg.empty(
          "rect",
          "class",
          "part " + kind,
          "x",
          number(at),
          "y",
          "0",
          "width",
          number(Math.max(1, width - 1.5)),
          "height",
          "10",
          "rx",
          "2");
    }
    return at + width;
  }
}
