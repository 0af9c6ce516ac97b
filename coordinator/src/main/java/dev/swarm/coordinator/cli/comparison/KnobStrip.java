package dev.swarm.coordinator.cli.comparison;

import static dev.swarm.coordinator.cli.comparison.Looks.number;

import dev.swarm.shared.knob.KnobText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A knob's value on each class beside the base's, on a line: logarithmic where all are above zero.
 */
final class KnobStrip {
  private static final double WIDTH = 170;
  private static final double HEIGHT = 24;

  private KnobStrip() {}

  /** Absent where a value is no number, or where all are the same. */
  static Optional<Markup> draw(KnobGrid.Row row, List<Looks> looks) {
    Optional<Double> base = numeric(row.base());
    List<Double> values = new ArrayList<>();
    for (Optional<String> value : row.values()) {
      numeric(value.orElse(row.base())).ifPresent(values::add);
    }
    if (base.isEmpty() || values.size() < row.values().size()) {
      return Optional.empty();
    }
    List<Double> all = new ArrayList<>(values);
    all.add(base.get());
    boolean logarithmic = Collections.min(all) > 0;
    double low = scaled(Collections.min(all), logarithmic);
    double high = scaled(Collections.max(all), logarithmic);
    if (!(low < high)) {
      return Optional.empty();
    }
    Axis axis = new Axis(low, high, 10, WIDTH - 10);
    Markup svg = new Markup();
    svg.open(
        "svg",
        "class",
        "strip",
        "viewBox",
        "0 0 %s %s".formatted(number(WIDTH), number(HEIGHT)),
        "role",
        "img");
    svg.leaf(
        "title",
        "%s on a %s line; the tall stroke is the base, %s"
            .formatted(row.knob(), logarithmic ? "logarithmic" : "linear", row.base()));
    String middle = number(HEIGHT / 2);
    svg.empty("line", "class", "grid", "x1", "4", "x2", "166", "y1", middle, "y2", middle);
    String at = number(axis.at(scaled(base.get(), logarithmic)));
    svg.empty("line", "class", "base", "x1", at, "x2", at, "y1", "3", "y2", "21");
    for (int i = 0; i < values.size(); i++) {
      svg.add(
          looks
              .get(i)
              .mark(
                  axis.at(scaled(values.get(i), logarithmic)),
                  HEIGHT / 2,
                  "kept " + looks.get(i).colour(),
                  ""));
    }
    return Optional.of(svg.close());
  }

  private static double scaled(double value, boolean logarithmic) {
    return logarithmic ? Math.log(value) : value;
  }

  private static Optional<Double> numeric(String value) {
    return KnobText.number(value).map(Number::doubleValue).filter(each -> !each.isNaN());
  }
}
