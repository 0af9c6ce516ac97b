package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
   * here, kept within the knob's range or among its choices.
   *
   * @param incumbent value by knob name here
   * @return empty where the change sets no relative knob, or where a value is no number
   */
  public static Optional<Edit> of(
      List<Knob> knobs, Transplant.Part part, Map<String, String> incumbent) {
    Map<String, String> settings = new TreeMap<>(part.edit().knobs());
    boolean isRelative = false;
    for (Knob knob : knobs) {
      if (knob.relative() && settings.containsKey(knob.name())) {
        Optional<String> stepped = stepped(knob, part, incumbent);
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
      Knob knob, Transplant.Part part, Map<String, String> incumbent) {
    OptionalDouble from = number(part.before().get(knob.name()));
    OptionalDouble to = number(part.edit().knobs().get(knob.name()));
    OptionalDouble here = number(incumbent.get(knob.name()));
    if (from.isEmpty() || to.isEmpty() || here.isEmpty()) {
      return Optional.empty();
    }
    double value = here.getAsDouble() * to.getAsDouble() / from.getAsDouble();
    if (!Double.isFinite(value)) {
      return Optional.empty();
    }
    return knob instanceof Knob.Numeric numeric
        ? Optional.of(within(numeric, value))
        : ((Knob.Choice) knob)
            .choices().stream()
                .filter(choice -> number(choice).equals(OptionalDouble.of(value)))
                .findFirst();
  }

  private static String within(Knob.Numeric knob, double value) {
    double inRange = Math.max(knob.min(), Math.min(knob.max(), value));
    return knob.whole()
        ? Long.toString(Math.round(inRange))
        : new BigDecimal(inRange).round(THREE_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** What a value comes to, {@code 2**19} among them; absent where it is none, or no number. */
  private static OptionalDouble number(String value) {
    return Optional.ofNullable(value)
        .flatMap(KnobText::number)
        .map(number -> OptionalDouble.of(number.doubleValue()))
        .orElse(OptionalDouble.empty());
  }
}
