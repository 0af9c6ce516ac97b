package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Transplant;

/**
 * A change that won on one machine and is on offer to the others. It is recorded once, under the
 * change's identity; a machine that takes it over offers nothing new.
 *
 * @param part the change, wherever it was measured first
 * @param hardwareClass of the machine it won on
 * @param gain how much better it was there, in that machine's noise floors; above zero
 */
public record Win(Transplant.Part part, String hardwareClass, double gain) {
  /** The change's identity. */
  public ChangeId change() {
    return part.change();
  }

  /** What it changed where it won. */
  public Edit edit() {
    return part.edit();
  }
}
