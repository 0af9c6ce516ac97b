package dev.swarm.shared.phrase;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A phrase line of the table as a rule: a whole description and what it sets. */
final class PhraseRule {
  private static final String NUMBER = ValueKind.anyNumber();
  private static final Map<String, String> VALUES =
      Map.of("new", "(?<new>" + NUMBER + ")", "n", "(?<n>" + NUMBER + ")");

  private PhraseRule() {}

  static Rule of(TableLine line, PlainForm plain) {
    Pattern pattern;
    try {
      pattern = Template.compile(line.column(0), plain::of, VALUES);
    } catch (IllegalArgumentException wrong) {
      throw line.wrong("is no phrase: " + wrong.getMessage());
    }
    Effects effects = Effects.of(line, 1);
    return new Rule("", pattern, matcher -> effects.with(value -> filled(value, matcher)));
  }

  /** A value of an effect with what its places stand for. */
  private static String filled(String value, Matcher matcher) {
    String text = value;
    if (text.contains("{new}")) {
      text = text.replace("{new}", number(matcher.group("new")));
    }
    if (text.contains("{n}")) {
      text = text.replace("{n}", number(matcher.group("n")));
    }
    return text.contains("{1}") ? text.replace("{1}", matcher.group("w1")) : text;
  }

  private static String number(String text) {
    return ValueKind.plainNumber(text).map(Setting::plain).orElse(text);
  }
}
