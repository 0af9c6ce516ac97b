package dev.swarm.shared.comparison;

import dev.swarm.shared.knob.KnobText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which changes are one: a change keeps its identity wherever it is carried, and what two machines
 * thought of by themselves is the same change where it sets the same knobs from the same values to
 * the same values, or by the same step for relative knobs.
 */
final class SameChanges {
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private final Map<String, String> parents = new HashMap<>();

  private SameChanges() {}

  static SameChanges among(Collection<Trial> trials, Set<String> relativeKnobs) {
    SameChanges same = new SameChanges();
    Map<String, String> firstByContent = new HashMap<>();
    for (Trial trial : trials) {
      Optional<String> change = trial.idea().only();
      boolean ownIdea = !trial.baseline() && !trial.idea().carried() && trial.rung().isEmpty();
      if (!ownIdea || change.isEmpty()) {
        continue;
      }
      content(trial, relativeKnobs)
          .ifPresent(
              content -> {
                String first = firstByContent.putIfAbsent(content, change.get());
                if (first != null) {
                  same.unite(first, change.get());
                }
              });
    }
    return same;
  }

  /** The identity that stands for all that are the same: the first by name. */
  String of(String change) {
    String one = change;
    for (String parent = parents.get(one); parent != null; parent = parents.get(one)) {
      one = parent;
    }
    return one;
  }

  private void unite(String one, String other) {
    String first = of(one);
    String second = of(other);
    if (first.compareTo(second) < 0) {
      parents.put(second, first);
    } else if (first.compareTo(second) > 0) {
      parents.put(first, second);
    }
  }

  /** What it does to knobs, spelled in one way; absent where it does more, or that is unknown. */
  private static Optional<String> content(Trial trial, Set<String> relativeKnobs) {
    Idea idea = trial.idea();
    if (!idea.onlyKnobs() || !trial.before().keySet().containsAll(idea.settings().keySet())) {
      return Optional.empty();
    }
    List<String> moves = new ArrayList<>();
    new TreeMap<>(idea.settings())
        .forEach(
            (knob, to) -> {
              String from = trial.before().get(knob);
              if (!KnobText.same(from, to)) {
                moves.add(
                    (relativeKnobs.contains(knob) ? step(from, to) : Optional.<String>empty())
                        .map(step -> knob + " x" + step)
                        .orElse(
                            knob + " " + KnobText.canonical(from) + ">" + KnobText.canonical(to)));
              }
            });
    return moves.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", moves));
  }

  private static Optional<String> step(String from, String to) {
    Optional<BigDecimal> divisor = KnobText.number(from).filter(number -> number.signum() != 0);
    return KnobText.number(to)
        .flatMap(
            number ->
                divisor.map(
                    each -> number.divide(each, SIX_DIGITS).stripTrailingZeros().toPlainString()));
  }
}
