package dev.swarm.shared.phrase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern of the table as a regular expression on plain text. What {@code {name}} stood for is
 * the match's group of that name; of {@code one|two} it is the group {@code w1}, {@code w2}, ...
 */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
  private static final String WORDS = "...";

  private Template() {}

  /**
   * Compiles a pattern.
   *
   * @param plain puts its words into plain form
   * @param values a regular expression for each placeholder
   */
  static Pattern compile(String template, UnaryOperator<String> plain, Map<String, String> values) {
    return Pattern.compile(expression(template, plain, values));
  }

  private static String expression(
      String template, UnaryOperator<String> plain, Map<String, String> values) {
    StringBuilder expression = new StringBuilder();
    int choices = 0;
    for (String token : tokens(template, plain)) {
      boolean optional = token.startsWith("[") && token.endsWith("]");
      String bare = optional ? token.substring(1, token.length() - 1) : token;
      if (bare.equals(WORDS)) {
        expression.append("(?: \\S+)*?");
        continue;
      }
      List<String> alternatives = List.of(bare.split("\\|"));
      String word =
          alternatives.stream()
              .map(each -> literal(each, values))
              .collect(Collectors.joining("|", "(?:", ")"));
      if (alternatives.size() > 1 && !bare.contains("{")) {
        choices++;
        word = "(?<w" + choices + ">" + word + ")";
      }
      expression.append(optional ? "(?: " + word + ")?" : " " + word);
    }
    return expression.toString();
  }

  /** Brackets, placeholders and alternatives stay out of what is put into plain form. */
  private static List<String> tokens(String template, UnaryOperator<String> plain) {
    List<String> tokens = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    for (String token : template.split(" ")) {
      boolean isWord = token.chars().noneMatch(each -> "[]{}|".indexOf(each) >= 0);
      if (isWord && !token.equals(WORDS)) {
        words.append(token).append(' ');
        continue;
      }
      addWords(tokens, words, plain);
      tokens.add(token);
    }
    addWords(tokens, words, plain);
    return tokens;
  }

  private static void addWords(
      List<String> tokens, StringBuilder words, UnaryOperator<String> plain) {
    if (!words.isEmpty()) {
      tokens.addAll(List.of(plain.apply(words.toString()).split(" ")));
      words.setLength(0);
    }
  }

  private static String literal(String text, Map<String, String> values) {
    StringBuilder expression = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    int end = 0;
    while (placeholder.find()) {
      expression.append(Pattern.quote(text.substring(end, placeholder.start())));
      String name = placeholder.group(1);
      if (!values.containsKey(name)) {
        throw new IllegalArgumentException("{" + name + "} stands for nothing here.");
      }
      expression.append(values.get(name));
      end = placeholder.end();
    }
    return expression.append(Pattern.quote(text.substring(end))).toString();
  }
}
