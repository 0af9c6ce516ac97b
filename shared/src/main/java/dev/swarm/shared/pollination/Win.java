package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import java.util.Map;

/**
 * A change that won on one machine and is on offer to the others. It is recorded once, under the
 * experiment that measured it first; a machine that takes it over offers nothing new.
 *
 * @param source the experiment that won first, and the win's identity for ever
 * @param hardwareClass of the machine it won on
 * @param edit what changed there
 * @param before what its knobs were there, value by name
 * @param description one line, such as {@code DEPTH 8 -> 4}
 * @param gain how much better it was there, in that machine's noise floors; above zero
 */
public record Win(
    ExperimentId source,
    String hardwareClass,
    Edit edit,
    Map<String, String> before,
    String description,
    double gain) {
  public Win {
    before = Map.copyOf(before);
  }
}
