package dev.swarm.coordinator.init;

import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the upper-case constants that a source text sets once, each on a line of its own. */
final class Constants {
  /**
   * @param literal as it stands in the source, without quotes
   * @param line the whole of it, with its comment
   */
  record Constant(String name, String literal, String line) {
    boolean isText() {
      return line.contains("\"" + literal + "\"") || line.contains("'" + literal + "'");
    }
  }

  private static final Pattern LINE =
      Pattern.compile(
          "^[ \\t]*(?:(?:public|private|protected|static|final|const|let|var|val|constexpr|#define)[ \\t]+)*"
              + "(?:[A-Za-z][\\w.<>\\[\\]]*[ \\t]+)?([A-Z][A-Z0-9_]+)"
              + "[ \\t]*(?::[ \\t]*[\\w.\\[\\]]+[ \\t]*)?[=:](?!=).*$",
          Pattern.MULTILINE);

  private Constants() {}

  /** In the order of the text. */
  static List<Constant> of(String text) {
    Set<String> seen = new LinkedHashSet<>();
    List<Constant> constants = new ArrayList<>();
    for (Matcher matcher = LINE.matcher(text); matcher.find(); ) {
      String name = matcher.group(1);
      if (!seen.add(name)) {
        continue;
      }
      try {
        String literal = KnobText.read(text, name);
        if (!literal.isBlank()) {
          constants.add(new Constant(name, literal, matcher.group().strip()));
        }
      } catch (KnobException notOnce) {
        // A search could not set it either.
      }
    }
    return constants;
  }
}
