package dev.swarm.coordinator.cli.comparison;

import java.util.List;

/** What the sections of a page are made of. */
final class PageParts {
  private final Markup page;
  private final List<String> looks;

  /**
   * @param looks the classes of the page, in the order of their colours and shapes
   */
  PageParts(Markup page, List<String> looks) {
    this.page = page;
    this.looks = List.copyOf(looks);
  }

  Markup page() {
    return page;
  }

  /** The classes of the page, in the order of their colours and shapes. */
  List<String> looks() {
    return looks;
  }

  /** A class's mark before its name. */
  void swatch(String hardwareClass) {
    Looks own = Looks.of(looks, hardwareClass);
    page.open("svg", "class", "swatch", "viewBox", "0 0 16 16", "aria-hidden", "true");
    page.add(own.mark(8, 8, "kept " + own.colour(), "")).close();
  }

  /** Begins a section; close it. */
  void section(String id, String name, String meaning) {
    page.open("section", "id", id).open("h2").text(name);
    page.leaf("small", " " + meaning).close();
  }

  /** Begins a table; end it with {@link #endTable}. */
  void table(String caption, String... header) {
    page.open("div", "class", "wide", "tabindex", "0").open("table");
    page.leaf("caption", caption).open("thead").open("tr");
    for (String each : header) {
      page.leaf("th", each, "scope", "col");
    }
    page.close().close().open("tbody");
  }

  void endTable() {
    page.close().close().close();
  }

  void numbers(String... values) {
    for (String each : values) {
      page.leaf("td", each, "class", "number");
    }
  }
}
