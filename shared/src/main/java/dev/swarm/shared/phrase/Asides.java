package dev.swarm.shared.phrase;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what stands at the end of a description and states no change. */
final class Asides {
  private static final Pattern BRACKETS = Pattern.compile("(.+) \\(([^()]*)\\)");
  private static final Pattern DASH = Pattern.compile("(.+?) (?:\u2014|--) (.+)");
  private static final Pattern PART = Pattern.compile("[,;] ");

  private final List<Pattern> prefixes;
  private final List<Pattern> remarks;
  private final Pattern veto;
  private final List<Pattern> conditions;
  private final List<Standing> standing;

  private record Standing(Pattern pattern, Effects effects) {}

  private Asides(
      List<Pattern> prefixes,
      List<Pattern> remarks,
      Pattern veto,
      List<Pattern> conditions,
      List<Standing> standing) {
    this.prefixes = prefixes;
    this.remarks = remarks;
    this.veto = veto;
    this.conditions = conditions;
    this.standing = standing;
  }

  static Asides of(List<TableLine> lines, PlainForm plain) {
    String words =
        String.join(
            "|",
            only("veto", lines)
                .flatMap(line -> Stream.of(line.column(0).split(" ")))
                .map(Pattern::quote)
                .toList());
    return new Asides(
        only("prefix", lines).map(line -> pattern("", line, " (.+)", plain)).toList(),
        only("remark", lines).map(line -> pattern("", line, "", plain)).toList(),
        Pattern.compile(" (?:" + words + ")(?= |$)"),
        only("condition", lines).map(line -> pattern("(.+)", line, "", plain)).toList(),
        only("standing", lines)
            .map(line -> new Standing(pattern("(.+)", line, "", plain), Effects.of(line, 1)))
            .toList());
  }

  /** The text without what is in brackets at its end. */
  static String withoutBrackets(String text) {
    Matcher brackets = BRACKETS.matcher(text);
    return brackets.matches() ? brackets.group(1) : text;
  }

  /** The text without an experiment's number before it. */
  String withoutPrefix(String text) {
    return prefixes.stream()
        .map(each -> each.matcher(" " + text))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse(text);
  }

  /** The text without one aside at its end; empty where it has none. */
  Optional<String> strip(String text, Map<String, String> values) {
    for (Pattern form : List.of(BRACKETS, DASH)) {
      Matcher aside = form.matcher(text);
      if (aside.matches() && PART.splitAsStream(aside.group(2)).allMatch(this::isRemark)) {
        return Optional.of(aside.group(1));
      }
    }
    return Stream.concat(
            conditions.stream(),
            standing.stream().filter(each -> each.effects().stand(values)).map(Standing::pattern))
        .map(each -> each.matcher(text))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  private boolean isRemark(String part) {
    String spaced = " " + part.strip();
    return !veto.matcher(spaced).find()
        && remarks.stream().anyMatch(each -> each.matcher(spaced).matches());
  }

  private static Stream<TableLine> only(String kind, List<TableLine> lines) {
    return lines.stream().filter(line -> line.kind().equals(kind));
  }

  private static Pattern pattern(String before, TableLine line, String after, PlainForm plain) {
    Pattern pattern =
        Template.compile(line.column(0), plain::of, Map.of("n", ValueKind.anyNumber()));
    return Pattern.compile(before + pattern.pattern() + after);
  }
}
