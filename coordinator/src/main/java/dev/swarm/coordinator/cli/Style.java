package dev.swarm.coordinator.cli;

import picocli.CommandLine.Help.Ansi;

/** Colour on a terminal, and nowhere else; never with {@code NO_COLOR}. */
public enum Style {
  PLAIN,
  TERMINAL;

  /** What suits standard output. */
  public static Style ofOutput() {
    return System.console() != null && Ansi.AUTO.enabled() ? TERMINAL : PLAIN;
  }

  public String bold(String text) {
    return wrap("1", text);
  }

  public String green(String text) {
    return wrap("32", text);
  }

  public String red(String text) {
    return wrap("31", text);
  }

  public String faint(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return this == TERMINAL ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
