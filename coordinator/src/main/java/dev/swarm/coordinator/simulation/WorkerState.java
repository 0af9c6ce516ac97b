package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.shared.campaign.MachineName;
import java.util.List;

/**
 * Everything a worker has to say, every time.
 *
 * @param held what it has, running, waiting or finished
 * @param outcomes not acknowledged yet, oldest first
 * @param heartbeat whether it was sent because of the time, and so is answered in any case: the
 *     simulated network loses what the product's streams don't
 */
record WorkerState(
    MachineName machine,
    String hardwareClass,
    String incarnation,
    String process,
    List<Command.Held> held,
    List<Run> outcomes,
    boolean heartbeat) {}
