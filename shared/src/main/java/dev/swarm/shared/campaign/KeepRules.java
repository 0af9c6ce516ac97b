package dev.swarm.shared.campaign;

import java.util.OptionalDouble;

/**
 * {@code keep} of a campaign file: how it is decided what is kept.
 *
 * @param policy what a win is
 * @param baselineRuns how often a machine measures its baseline to know its noise; at least 1
 * @param confirmations the most reruns that one experiment may take; 0 for none
 * @param noiseFloor what is known of the metric's noise beforehand, in the metric's unit, above
 *     zero; absent: only what each machine measures
 */
public record KeepRules(
    Policy policy, int baselineRuns, int confirmations, OptionalDouble noiseFloor) {

  /** What a win is. */
  public enum Policy {
    /** Better by more than the noise that the machine has measured; the default. */
    MEASURED,
    /** Better at all, the plain {@code <} of the original loop. */
    STRICT
  }

  static KeepRules read(Fields fields) {
    return new KeepRules(
        fields.oneOf(Policy.class, "policy", Policy.MEASURED),
        fields.whole("baseline_runs", 1, 3),
        fields.whole("confirmations", 0, 4),
        fields.positive("noise_floor"));
  }
}
