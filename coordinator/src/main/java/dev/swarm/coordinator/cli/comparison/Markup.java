package dev.swarm.coordinator.cli.comparison;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Writes elements that are closed in the right order and texts that are only ever text: whatever a
 * ledger says can't become markup. What it writes is HTML and well-formed XML.
 */
final class Markup {
  /** What XML has no way to say. */
  private static final Pattern UNSAYABLE =
      Pattern.compile("[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes names and values by turns
   */
  Markup open(String element, String... attributes) {
    start(element, attributes);
    text.append('>');
    open.push(element);
    return this;
  }

  /** Ends the element that was begun last. */
  Markup close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element with nothing in it. */
  Markup empty(String element, String... attributes) {
    start(element, attributes);
    text.append("/>");
    return this;
  }

  /** An element with only text in it. */
  Markup leaf(String element, String content, String... attributes) {
    return open(element, attributes).text(content).close();
  }

  /** Text as it stands. */
  Markup text(String content) {
    text.append(escaped(content));
    return this;
  }

  /** What another one wrote. */
  Markup add(Markup other) {
    text.append(other);
    return this;
  }

  /** The page's own style, which is no text that anybody else wrote. */
  Markup style(String css) {
    text.append("<style>").append(css).append("</style>");
    return this;
  }

  private void start(String element, String... attributes) {
    text.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(attributes[i + 1]))
          .append('"');
    }
  }

  private static String escaped(String content) {
    return UNSAYABLE
        .matcher(content)
        .replaceAll("\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** What was written so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}
