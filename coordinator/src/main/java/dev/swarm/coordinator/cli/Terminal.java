package dev.swarm.coordinator.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Keeps what programs and strangers wrote from commanding a terminal. */
final class Terminal {
  private static final Pattern COMMANDS = Pattern.compile("[\\p{Cntrl}&&[^\\t]]|\\u009b");

  private Terminal() {}

  /** The lines of a text, with tabs but without any other control character. */
  static List<String> plainLines(String text) {
    return text.lines().map(line -> COMMANDS.matcher(line).replaceAll("\uFFFD")).toList();
  }
}
