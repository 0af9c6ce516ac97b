package dev.swarm.coordinator.cli.comparison;

import java.util.List;
import java.util.Locale;

/**
 * How a hardware class looks on a page: a colour, and for those who can't tell colours apart a
 * shape and a manner of dashing.
 */
record Looks(int index) {
  private static final int COLOURS = 6;
  private static final List<String> DASHES = List.of("", "7 4", "2 3", "10 3 2 3", "5 2", "1 4");
  private static final double RADIUS = 4.5;

  /** Of the class at this place among all, by name. */
  static Looks of(List<String> classes, String hardwareClass) {
    return new Looks(Math.max(0, classes.indexOf(hardwareClass)));
  }

  /** A style class that sets the colour. */
  String colour() {
    return "s" + index % COLOURS;
  }

  String dashes() {
    return DASHES.get(index % DASHES.size());
  }

  /** Its shape around a point. */
  Markup mark(double x, double y, String style, String title) {
    Markup mark = new Markup();
    double r = RADIUS;
    String points =
        switch (index % COLOURS) {
          case 1 -> path(x - r, y - r, x + r, y - r, x + r, y + r, x - r, y + r);
          case 2 -> path(x, y - 1.25 * r, x + 1.2 * r, y + r, x - 1.2 * r, y + r);
          case 3 -> path(x, y - 1.35 * r, x + 1.35 * r, y, x, y + 1.35 * r, x - 1.35 * r, y);
          case 4 -> path(x - 1.2 * r, y - r, x + 1.2 * r, y - r, x, y + 1.25 * r);
          case 5 ->
              path(
                  x - r,
                  y - r / 2,
                  x,
                  y - 1.2 * r,
                  x + r,
                  y - r / 2,
                  x + r,
                  y + r / 2,
                  x,
                  y + 1.2 * r,
                  x - r,
                  y + r / 2);
          default -> "";
        };
    if (points.isEmpty()) {
      mark.open("circle", "class", style, "cx", number(x), "cy", number(y), "r", number(RADIUS));
    } else {
      mark.open("path", "class", style, "d", points);
    }
    if (!title.isEmpty()) {
      mark.leaf("title", title);
    }
    return mark.close();
  }

  private static String path(double... coordinates) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < coordinates.length; i += 2) {
      path.append(i == 0 ? 'M' : 'L')
          .append(number(coordinates[i]))
          .append(' ')
          .append(number(coordinates[i + 1]));
    }
    return path.append('Z').toString();
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
