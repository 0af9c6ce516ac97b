package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.knob.Knob;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Carries a step over instead of a value: where a batch was halved there, it is halved here. Only
 * for knobs that the campaign file calls relative, such as batch size or depth.
 */
public final class RelativeStep {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private RelativeStep() {}

  /**
   * A change's edit with the values of relative knobs turned into the same step from what stands
   * here, kept within the knob's range.
   *
   * @param incumbent value by knob name here
   * @return empty where the change sets no relative knob, or where a value is no number
   */
  public static Optional<Edit> of(
      List<Knob> knobs, Transplant.Part part, Map<String, String> incumbent) {
    Map<String, String> settings = new TreeMap<>(part.edit().knobs());
    boolean isRelative = false;
    for (Knob knob : knobs) {
      if (knob instanceof Knob.Numeric numeric
          && numeric.relative()
          && settings.containsKey(knob.name())) {
        Optional<String> stepped = stepped(numeric, part, incumbent);
        if (stepped.isEmpty()) {
          return Optional.empty();
        }
        settings.put(knob.name(), stepped.get());
        isRelative = true;
      }
    }
    return isRelative ? Optional.of(part.edit().with(settings)) : Optional.empty();
  }

  private static Optional<String> stepped(
      Knob.Numeric knob, Transplant.Part part, Map<String, String> incumbent) {
    if (!part.before().containsKey(knob.name()) || !incumbent.containsKey(knob.name())) {
      return Optional.empty();
    }
    try {
      double from = number(part.before().get(knob.name()));
      double to = number(part.edit().knobs().get(knob.name()));
      double here = number(incumbent.get(knob.name()));
      double value = Math.max(knob.min(), Math.min(knob.max(), here * to / from));
      if (!Double.isFinite(value)) {
        return Optional.empty();
      }
      return Optional.of(
          knob.whole()
              ? Long.toString(Math.round(value))
              : new BigDecimal(value).round(THREE_DIGITS).stripTrailingZeros().toPlainString());
    } catch (NumberFormatException expression) {
      return Optional.empty();
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("_", ""));
  }
}
