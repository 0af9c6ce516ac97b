package dev.swarm.shared.search;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Proposes random settings of one or two knobs around an incumbent (Bergstra and Bengio 2012, one
 * coordinate at a time). The same generator state gives the same proposal.
 */
public final class RandomSearch {
  private static final int DRAWS = 256;
  private static final double SHARE_OF_PAIRS = 0.25;

  private RandomSearch() {}

  /**
   * The next proposal, or none when no untried one was found.
   *
   * @param incumbent value by knob name at the branch's head
   * @param tried whether an edit was run on this incumbent before
   */
  public static Optional<Proposal> propose(
      List<Knob> knobs,
      Map<String, String> incumbent,
      Predicate<Edit> tried,
      RandomGenerator random) {
    if (knobs.isEmpty()) {
      return Optional.empty();
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      int count = knobs.size() > 1 && random.nextDouble() < SHARE_OF_PAIRS ? 2 : 1;
      Map<String, String> settings = new TreeMap<>();
      while (settings.size() < count) {
        Knob knob = knobs.get(random.nextInt(knobs.size()));
        settings.put(knob.name(), sample(knob, random));
      }
      settings.entrySet().removeIf(each -> unchanged(each, incumbent));
      Edit edit = new Edit(settings);
      if (!settings.isEmpty() && !tried.test(edit)) {
        return Optional.of(
            new Proposal(
                edit, describe(edit, incumbent), Origin.SEARCH, "Drawn at random from the knobs."));
      }
    }
    return Optional.empty();
  }

  /** {@code MATRIX_LR 0.04 -> 0.05; DEPTH 4 -> 3}. */
  public static String describe(Edit edit, Map<String, String> incumbent) {
    return edit.knobs().entrySet().stream()
        .map(
            each ->
                "%s %s -> %s"
                    .formatted(
                        each.getKey(), incumbent.getOrDefault(each.getKey(), "?"), each.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static boolean unchanged(
      Map.Entry<String, String> setting, Map<String, String> incumbent) {
    String before = incumbent.get(setting.getKey());
    return before != null && KnobText.same(before, setting.getValue());
  }

  private static String sample(Knob knob, RandomGenerator random) {
    if (knob instanceof Knob.Choice choice) {
      return choice.choices().get(random.nextInt(choice.choices().size()));
    }
    return Axis.valueAt(knob, random.nextDouble());
  }
}
