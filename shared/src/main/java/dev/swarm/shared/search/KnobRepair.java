package dev.swarm.shared.search;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Mends a setting that was too much: half the step from what the incumbent has. */
public final class KnobRepair {
  /** What a smaller step may cure. */
  private static final Set<String> CURABLE = Set.of("out-of-memory", "divergence", "time-out");

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private KnobRepair() {}

  /**
   * What is tried in the place of a proposal that has crashed on the head.
   *
   * @param experiment its id
   * @param allowed how often in a row the campaign lets a proposal be mended
   * @param incumbent value by knob name at the head
   * @return empty when it was mended too often, or nothing of it can be
   */
  public static Optional<Proposal> afterCrash(
      String experiment,
      Proposal crashed,
      Outcome.Crashed outcome,
      int allowed,
      List<Knob> knobs,
      Map<String, String> incumbent) {
    return crashed.repairs() >= allowed || !CURABLE.contains(outcome.kind())
        ? Optional.empty()
        : halfTheStep(
            knobs, crashed, incumbent, "%s failed: %s".formatted(experiment, outcome.reason()));
  }

  /**
   * The same proposal with each of its numbers half as far from the incumbent's, on the knob's own
   * scale; other settings stay.
   *
   * @param incumbent value by knob name where the proposal crashed
   * @param reason what happened, one sentence
   * @return empty when nothing of it can be halved any more
   */
  private static Optional<Proposal> halfTheStep(
      List<Knob> knobs, Proposal crashed, Map<String, String> incumbent, String reason) {
    Map<String, String> settings = new TreeMap<>(crashed.edit().knobs());
    boolean halved = false;
    for (Knob knob : knobs) {
      String too = settings.get(knob.name());
      String now = incumbent.get(knob.name());
      if (knob instanceof Knob.Numeric numeric && too != null && now != null) {
        String half = between(numeric, now, too);
        halved |= !KnobText.same(half, too);
        settings.put(knob.name(), half);
        if (KnobText.same(half, now)) {
          settings.remove(knob.name());
        }
      }
    }
    Edit edit = crashed.edit().with(settings);
    return halved && !edit.isNothing()
        ? Optional.of(
            crashed.mended(
                edit,
                RandomSearch.describe(edit, incumbent),
                "%s Half the step is tried.".formatted(reason)))
        : Optional.empty();
  }

  private static String between(Knob.Numeric knob, String now, String too) {
    double from;
    double to;
    try {
      from = Double.parseDouble(now.replace("_", ""));
      to = Double.parseDouble(too.replace("_", ""));
    } catch (NumberFormatException expression) {
      return too;
    }
    boolean logarithmic = knob.scale() == Knob.Scale.LOG && from > 0 && to > 0;
    double half = logarithmic ? Math.sqrt(from * to) : (from + to) / 2;
    return knob.whole()
        ? Long.toString(Math.round(half))
        : new BigDecimal(half).round(THREE_DIGITS).stripTrailingZeros().toPlainString();
  }
}
