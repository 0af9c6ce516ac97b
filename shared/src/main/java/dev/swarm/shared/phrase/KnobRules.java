package dev.swarm.shared.phrase;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that follow from the table's knobs and the shapes in which their changes are said. */
final class KnobRules {
  private static final String HELD = "held";

  private final PlainForm plain;
  private final Map<String, String> turns = new LinkedHashMap<>();

  /** One way of naming a knob; {@code last} is a unit, or the values of a label. */
  private record Name(String knob, ValueKind kind, String words, List<String> last) {
    String value() {
      boolean listed = kind == ValueKind.LABEL && !last.isEmpty();
      return listed ? String.join("|", last.stream().map(Pattern::quote).toList()) : kind.value();
    }

    String unit() {
      boolean none = kind == ValueKind.LABEL || last.isEmpty();
      return none ? "" : "(?: " + Pattern.quote(last.get(0)) + ")?";
    }
  }

  KnobRules(PlainForm plain, List<TableLine> turnLines) {
    this.plain = plain;
    for (TableLine line : turnLines) {
      line.list(1).forEach(word -> turns.put(plain.of(word), line.column(0)));
    }
  }

  List<Rule> of(List<TableLine> knobs, List<TableLine> shapes) {
    List<Rule> rules = new ArrayList<>();
    for (TableLine knob : knobs) {
      for (Name name : names(knob)) {
        for (TableLine shape : shapes) {
          List<ValueKind> kinds =
              shape.kind().equals("shape")
                  ? shape.list(1).stream().map(each -> ValueKind.of(each, shape)).toList()
                  : List.of();
          if (kinds.isEmpty() || kinds.contains(name.kind())) {
            rules.add(rule(name, shape));
          }
        }
      }
    }
    return rules;
  }

  private List<Name> names(TableLine line) {
    String knob = line.column(0);
    ValueKind kind = ValueKind.of(line.column(1), line);
    List<String> last = line.list(3).stream().map(plain::of).toList();
    return Stream.concat(Stream.of(knob), line.list(2).stream())
        .map(plain::of)
        .distinct()
        .map(words -> new Name(knob, kind, words, last))
        .toList();
  }

  private Rule rule(Name name, TableLine shape) {
    ValueKind kind = name.kind();
    Map<String, String> values = new HashMap<>();
    values.put("old", "(?<old>" + name.value() + ")" + name.unit());
    values.put("new", "(?<new>" + name.value() + ")" + name.unit());
    values.put("amount", "(?<new>" + kind.amount() + ")");
    values.put("times", "(?<factor>" + kind.times() + ")");
    values.put("factor", "(?<factor>" + kind.factor() + ")");
    values.put("turn", "(?<turn>" + words(false) + ")");
    values.put("by", "(?<turn>" + words(true) + ")");
    String template = shape.column(0).replace("{knob}", name.words());
    Pattern pattern;
    try {
      pattern = Template.compile(template, plain::of, values);
    } catch (IllegalArgumentException wrong) {
      throw shape.wrong("is no shape: " + wrong.getMessage());
    }
    boolean held = shape.column(1).equals(HELD);
    boolean adds = shape.column(0).startsWith("add ");
    boolean removes = shape.column(0).startsWith("remove");
    return new Rule(
        name.words(),
        pattern,
        matcher ->
            held
                ? held(name, matcher)
                : adds || removes
                    ? presence(name, matcher, adds)
                    : change(name, matcher).map(List::of));
  }

  private String words(boolean factors) {
    return turns.entrySet().stream()
        .filter(each -> ValueKind.decimal(each.getValue()).isPresent() == factors)
        .map(each -> Pattern.quote(each.getKey()))
        .collect(Collectors.joining("|"));
  }

  private Optional<Setting> change(Name name, Matcher matcher) {
    Optional<String> before = group(matcher, "old");
    Optional<String> after = group(matcher, "new");
    return name.kind().isNumber()
        ? numberChange(name, matcher, before, after)
        : after
            .filter(each -> !before.equals(after))
            .map(
                each ->
                    Setting.of(
                        name.knob(),
                        Move.SWITCHED,
                        before.map(name.kind()::label),
                        after.map(name.kind()::label)));
  }

  private Optional<Setting> numberChange(
      Name name, Matcher matcher, Optional<String> before, Optional<String> after) {
    Optional<BigDecimal> from = before.flatMap(name.kind()::number);
    Optional<BigDecimal> to = after.flatMap(name.kind()::number);
    Optional<String> times = group(matcher, "factor");
    Optional<BigDecimal> factor = times.flatMap(ValueKind::factor);
    boolean isRead =
        from.isPresent() == before.isPresent()
            && to.isPresent() == after.isPresent()
            && factor.isPresent() == times.isPresent();
    boolean mayBeSequences = name.kind() == ValueKind.BATCH && from.isEmpty() && to.isEmpty();
    if (!isRead || mayBeSequences) {
      return Optional.empty();
    }
    Optional<String> turn = group(matcher, "turn").map(turns::get);
    Optional<BigDecimal> byVerb = turn.flatMap(ValueKind::decimal);
    if (turn.isEmpty() || byVerb.isPresent()) {
      Optional<BigDecimal> step = byVerb.or(() -> factor);
      return Setting.number(name.knob(), from, to, step, Optional.empty());
    }
    return turn.get().equals("up")
        ? Setting.number(name.knob(), from, to, factor, Optional.of(Move.UP))
        : Setting.number(
            name.knob(), from, to, factor.map(KnobRules::below), Optional.of(Move.DOWN));
  }

  /** Reduced by 2x is by a factor of a half. */
  private static BigDecimal below(BigDecimal factor) {
    return factor.compareTo(BigDecimal.ONE) > 0
        ? BigDecimal.ONE.divide(factor, MathContext.DECIMAL32)
        : factor;
  }

  private static Optional<List<Setting>> held(Name name, Matcher matcher) {
    Optional<String> value = group(matcher, "new");
    Optional<String> text =
        name.kind().isNumber()
            ? value.flatMap(name.kind()::number).map(Setting::plain)
            : value.map(name.kind()::label);
    return text.map(
        each -> List.of(Setting.of(name.knob(), Move.HELD, Optional.empty(), Optional.of(each))));
  }

  /** Added or removed: for an amount a step from or to zero. */
  private static Optional<List<Setting>> presence(Name name, Matcher matcher, boolean added) {
    Optional<String> text = group(matcher, "new");
    Optional<BigDecimal> value = text.flatMap(name.kind()::number);
    if (text.isPresent() != value.isPresent()) {
      return Optional.empty();
    }
    Optional<BigDecimal> zero = Optional.of(BigDecimal.ZERO);
    Optional<Setting> setting;
    if (name.kind().isNothingAtZero()) {
      setting =
          added
              ? Setting.number(name.knob(), zero, value, Optional.empty(), Optional.of(Move.UP))
              : Setting.number(
                  name.knob(), Optional.empty(), zero, Optional.empty(), Optional.of(Move.DOWN));
    } else {
      setting =
          Optional.of(
              Setting.of(
                  name.knob(),
                  added ? Move.ADDED : Move.REMOVED,
                  Optional.empty(),
                  value.map(Setting::plain)));
    }
    return setting.map(List::of);
  }

  private static Optional<String> group(Matcher matcher, String name) {
    return matcher.pattern().pattern().contains("(?<" + name + ">")
        ? Optional.ofNullable(matcher.group(name))
        : Optional.empty();
  }
}
