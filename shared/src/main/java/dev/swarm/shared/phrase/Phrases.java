package dev.swarm.shared.phrase;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what descriptions state, by a table whose own comments say how it is written and read. What
 * is longer than 300 characters is not understood. Immutable; may be used by many threads.
 */
public final class Phrases {
  private static final int LONGEST = 300;
  private static final String NUMBER = ValueKind.anyNumber();
  private static final Set<String> KINDS =
      Set.of(
          "word",
          "turn",
          "knob",
          "shape",
          "list",
          "phrase",
          "remark",
          "veto",
          "joiner",
          "condition",
          "prefix",
          "standing",
          "baseline");

  private static final class Bundled {
    static final Phrases TABLE = of(text());

    private static String text() {
      try (InputStream stream = Phrases.class.getResourceAsStream("phrases.tsv")) {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  private final PlainForm plain;
  private final RuleBook rules;
  private final RuleBook listRules;
  private final Asides asides;
  private final Pattern joiner;
  private final List<Baseline> baselines;
  private final Set<String> derived;

  private record Baseline(Pattern pattern, boolean goesOn) {}

  private Phrases(List<TableLine> lines) {
    plain = PlainForm.of(of("word", lines));
    KnobRules knobRules = new KnobRules(plain, of("turn", lines));
    List<TableLine> knobs = of("knob", lines);
    derived =
        knobs.stream()
            .filter(line -> ValueKind.of(line.column(1), line) == ValueKind.DERIVED)
            .map(line -> line.column(0))
            .collect(Collectors.toSet());
    rules =
        new RuleBook(
            Stream.concat(
                    of("phrase", lines).stream().map(line -> PhraseRule.of(line, plain)),
                    knobRules.of(knobs, of("shape", lines)).stream())
                .toList());
    listRules = new RuleBook(knobRules.of(knobs, of("list", lines)));
    asides = Asides.of(lines, plain);
    joiner = joiner(of("joiner", lines));
    baselines =
        of("baseline", lines).stream()
            .map(
                line ->
                    new Baseline(
                        Template.compile(line.column(0), plain::of, Map.of("n", NUMBER)),
                        line.column(1).equals("goes on")))
            .toList();
  }

  /** The table that comes with the program. */
  public static Phrases table() {
    return Bundled.TABLE;
  }

  /**
   * A table of one's own, in the notation of the one that comes with the program.
   *
   * @throws IllegalArgumentException with a sentence that names the line that is wrong
   */
  public static Phrases of(String table) {
    List<TableLine> lines = TableLine.read(table);
    for (TableLine line : lines) {
      if (!KINDS.contains(line.kind())) {
        throw line.wrong("begins with '%s', which is no kind of line.".formatted(line.kind()));
      }
    }
    return new Phrases(lines);
  }

  /**
   * What a description states.
   *
   * @return empty where the table does not explain all of it, or explains it in more than one way
   */
  public Optional<StatedChange> understand(String description) {
    return understand(description, Map.of());
  }

  /**
   * What a description states where it is known what stands.
   *
   * @param standing value by knob, as far as earlier rows told it
   */
  Optional<StatedChange> understand(String description, Map<String, String> standing) {
    if (description.length() > LONGEST) {
      return Optional.empty();
    }
    String text = asides.withoutPrefix(plain.of(description));
    String bare = " " + Asides.withoutBrackets(text);
    Optional<StatedChange> baseline =
        baselines.stream()
            .filter(each -> each.pattern().matcher(bare).matches())
            .findFirst()
            .map(each -> new StatedChange(List.of(), each.goesOn()));
    if (baseline.isPresent()) {
      return baseline;
    }
    return read(text, standing)
        .map(
            settings ->
                StatedChange.of(settings.stream().map(each -> filled(each, standing)).toList()));
  }

  private Setting filled(Setting setting, Map<String, String> standing) {
    boolean isKnown = standing.containsKey(setting.knob()) && !derived.contains(setting.knob());
    return isKnown ? setting.from(standing.get(setting.knob())) : setting;
  }

  private Optional<List<Setting>> read(String text, Map<String, String> standing) {
    Set<List<Setting>> readings = rules.read(text);
    readings.addAll(lists(text));
    if (readings.isEmpty()) {
      compound(text, standing).ifPresent(readings::add);
    }
    if (readings.isEmpty()) {
      return asides.strip(text, standing).flatMap(rest -> read(rest, standing));
    }
    List<Setting> only = readings.iterator().next();
    boolean setsOnce = only.stream().map(Setting::knob).distinct().count() == only.size();
    return readings.size() == 1 && setsOnce ? Optional.of(only) : Optional.empty();
  }

  /** A compound of which every part is understood by itself. */
  private Optional<List<Setting>> compound(String text, Map<String, String> standing) {
    List<String> parts = List.of(joiner.split(text));
    if (parts.size() < 2) {
      return Optional.empty();
    }
    List<Setting> settings = new ArrayList<>();
    for (String part : parts) {
      Optional<List<Setting>> read = read(part, standing);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      settings.addAll(read.get());
    }
    return Optional.of(settings);
  }

  /** The ways to read a text as two or more parts of a list, one after the other. */
  private Set<List<Setting>> lists(String text) {
    Set<List<Setting>> found = new LinkedHashSet<>();
    for (int space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
      String first = text.substring(0, space);
      String rest = text.substring(space + 1);
      for (List<Setting> one : listRules.read(first)) {
        Stream.concat(listRules.read(rest).stream(), lists(rest).stream())
            .map(others -> Stream.concat(one.stream(), others.stream()).toList())
            .forEach(found::add);
      }
    }
    return found;
  }

  private static Pattern joiner(List<TableLine> lines) {
    String words =
        String.join(
            "|",
            lines.stream()
                .flatMap(line -> Stream.of(line.column(0).split(" ")))
                .map(Pattern::quote)
                .toList());
    // Not within brackets.
    return Pattern.compile("(?:[,;] (?:and )?| (?:" + words + ") )(?![^()]*\\))");
  }

  private static List<TableLine> of(String kind, List<TableLine> lines) {
    return lines.stream().filter(line -> line.kind().equals(kind)).toList();
  }
}
