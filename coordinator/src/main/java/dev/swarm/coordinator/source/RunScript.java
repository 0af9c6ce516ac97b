package dev.swarm.coordinator.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The script of the campaign's folder that a run command starts, as far as its text tells. */
final class RunScript {
  private static final Pattern SCRIPT =
      Pattern.compile("(?:\\./)?([\\w.-]+(?:/[\\w.-]+)*\\.(?:py|sh|java|jl|js|rb|pl))");
  private static final Pattern SHELL = Pattern.compile("[|&;<>()$`\"'*?\\[#~{}\\\\]");
  private static final Pattern ASSIGNMENT = Pattern.compile("\\w+=\\S*");
  private static final Pattern STARTER =
      Pattern.compile(
          "(?:.*/)?(?:python[0-9.]*|uv|run|bash|sh|node|ruby|perl|julia|java|swarm-train)");

  private RunScript() {}

  /**
   * Empty where the command starts something else, or is more than a plain line of words: a wrong
   * guess would refuse what runs.
   */
  static Optional<String> of(String command) {
    if (SHELL.matcher(command).find()) {
      return Optional.empty();
    }
    for (String word : List.of(command.strip().split("\\s+"))) {
      if (SCRIPT.matcher(word).matches() && !word.contains("..")) {
        return Optional.of(word.replaceFirst("^\\./", ""));
      }
      if (!STARTER.matcher(word).matches() && !ASSIGNMENT.matcher(word).matches()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
