package dev.swarm.shared.phrase;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a text into the one spelling that the table's patterns are matched in. */
final class PlainForm {
  private static final Pattern ARROW = Pattern.compile("\\s*(?:-+>|=+>|\u2192|\u21d2)\\s*");
  private static final Pattern GAP = Pattern.compile("[\\s\\h_=]+");
  private final List<Word> words;

  /** A word's first spelling, and a pattern of its others. */
  private record Word(String first, Pattern others) {}

  private PlainForm(List<Word> words) {
    this.words = words;
  }

  /** From the table's word lines. */
  static PlainForm of(List<TableLine> lines) {
    return new PlainForm(
        lines.stream()
            .map(
                line ->
                    new Word(
                        line.column(0),
                        Pattern.compile(
                            "(?<![\\w-])(?:"
                                + String.join(
                                    "|", line.list(1).stream().map(Pattern::quote).toList())
                                + ")(?![\\w-])")))
            .toList());
  }

  String of(String text) {
    String plain = ARROW.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" to ");
    plain = plain.replace("**", "^").replace('\u00d7', 'x').replace('\u2013', '-');
    plain = GAP.matcher(plain).replaceAll(" ").strip();
    for (Word word : words) {
      plain = word.others().matcher(plain).replaceAll(Matcher.quoteReplacement(word.first()));
    }
    return plain;
  }
}
