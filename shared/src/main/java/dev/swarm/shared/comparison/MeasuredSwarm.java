package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import java.util.List;
import java.util.Set;

/**
 * Everything that a comparison is made of.
 *
 * @param direction which way the metric gets better
 * @param machines that work on the campaign
 * @param trials of all machines, in any order
 * @param waiting changes that are still to be measured somewhere
 * @param relativeKnobs knobs of which a step is the same change whatever it starts from
 */
public record MeasuredSwarm(
    Direction direction,
    List<MachineNow> machines,
    List<Trial> trials,
    List<Waiting> waiting,
    Set<String> relativeKnobs) {
  public MeasuredSwarm {
    machines = List.copyOf(machines);
    trials = List.copyOf(trials);
    waiting = List.copyOf(waiting);
    relativeKnobs = Set.copyOf(relativeKnobs);
  }
}
