package dev.swarm.agent.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The format of a run's small files: one {@code key=value} a line, which a shell can write with
 * printf. A line break or backslash in a value is escaped.
 *
 * <p>Pure. A file cut short by a crash parses to the keys it still has; whoever reads it treats a
 * missing key as a missing file.
 */
final class KeyValues {
  private KeyValues() {}

  static String print(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (key, value) ->
            text.append(key)
                .append('=')
                .append(value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"))
                .append('\n'));
    return text.toString();
  }

  static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), unescape(line.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String unescape(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\\' || i + 1 == value.length()) {
        text.append(c);
        continue;
      }
      char escaped = value.charAt(++i);
      text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
    }
    return text.toString();
  }
}
