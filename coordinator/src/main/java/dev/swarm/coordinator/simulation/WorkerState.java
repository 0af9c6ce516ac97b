package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.offline.OfflineRun;
import java.util.List;
import java.util.Optional;

/**
 * Everything a worker has to say, every time.
 *
 * @param held what it has, running, waiting or finished
 * @param outcomes not acknowledged yet, oldest first
 * @param alone what it does or did by itself, until that is told of
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
    Optional<Alone> alone,
    boolean heartbeat) {

  /** Which series of own runs there is. */
  Optional<String> series() {
    return alone.map(Alone::series);
  }

  /**
   * What a worker tells of its time alone.
   *
   * @param number of the next run, from 1
   * @param next the run to be taken in next; absent when all were told
   */
  record Alone(String series, int tenure, int number, Optional<OfflineRun> next) {
    static Alone of(Series series) {
      return new Alone(series.name(), series.tenure(), series.nextNumber(), series.nextTold());
    }
  }
}
