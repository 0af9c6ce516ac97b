package dev.swarm.shared.phrase;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a phrase of the table sets, in the table's notation. */
final class Effects {
  private static final Pattern EFFECT =
      Pattern.compile("(?<sign>[-+]?)(?<knob>[\\w:-]+)(?:=(?:(?<old>[^>]+)>)?(?<new>[^>]+))?");

  /** An effect as it stands in the table, with places for values. */
  private record Effect(String sign, String knob, Optional<String> before, Optional<String> after) {
    Optional<Setting> with(UnaryOperator<String> filled) {
      Optional<String> from = before.map(filled);
      Optional<String> to = after.map(filled);
      if (!sign.isEmpty() || to.isEmpty()) {
        Move move = sign.equals("-") ? Move.REMOVED : Move.ADDED;
        return Optional.of(Setting.of(knob, move, Optional.empty(), to));
      }
      Optional<BigDecimal> number = ValueKind.decimal(to.get());
      return number.isEmpty()
          ? Optional.of(Setting.of(knob, Move.SWITCHED, from, to))
          : Setting.number(
              knob, from.flatMap(ValueKind::decimal), number, Optional.empty(), Optional.empty());
    }
  }

  private final List<Effect> effects;

  private Effects(List<Effect> effects) {
    this.effects = effects;
  }

  /** Reads a table's cell. */
  static Effects of(TableLine line, int column) {
    List<Effect> effects = new ArrayList<>();
    for (String text : line.column(column).split(" ")) {
      Matcher matcher = EFFECT.matcher(text);
      if (!matcher.matches()) {
        throw line.wrong("has no effect such as NAME=value in '%s'.".formatted(text));
      }
      effects.add(
          new Effect(
              matcher.group("sign"),
              matcher.group("knob"),
              Optional.ofNullable(matcher.group("old")),
              Optional.ofNullable(matcher.group("new"))));
    }
    return new Effects(effects);
  }

  /**
   * The settings, with values in their places.
   *
   * @return empty where one of them changes nothing
   */
  Optional<List<Setting>> with(UnaryOperator<String> filled) {
    List<Setting> settings = new ArrayList<>();
    for (Effect effect : effects) {
      Optional<Setting> setting = effect.with(filled);
      if (setting.isEmpty()) {
        return Optional.empty();
      }
      settings.add(setting.get());
    }
    return Optional.of(settings);
  }

  /** Whether all of it stands already, by the value of each knob. */
  boolean stand(Map<String, String> standing) {
    return effects.stream()
        .allMatch(
            each ->
                each.after().isPresent() && each.after().get().equals(standing.get(each.knob())));
  }
}
