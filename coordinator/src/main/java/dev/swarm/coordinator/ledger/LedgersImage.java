package dev.swarm.coordinator.ledger;

import dev.swarm.coordinator.campaign.Event;
import dev.swarm.shared.campaign.MachineName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of the read side has to be written down so that it can be made again.
 *
 * @param lines of all machines, in the journal's order
 */
record LedgersImage(KnobHistory knobs, List<KeptLine> lines, List<OfMachine> machines) {
  /**
   * What is known of one machine beside its lines.
   *
   * @param last the newest row of its ledger
   * @param runs of experiments that have no verdict yet
   * @param segments of imported ledgers by what they were called there, numbered from 1
   * @param idle in seconds, in order of size
   * @param startup in seconds, in order of size
   */
  record OfMachine(
      MachineName name,
      Optional<String> branch,
      String hardwareClass,
      Optional<LedgerRecord> last,
      List<Run> runs,
      Map<String, Integer> segments,
      List<Double> idle,
      List<Double> startup) {}

  /**
   * A run and the number of its event.
   *
   * @param event its place in the journal
   */
  record Run(long event, Event.RunMeasured measured) {}
}
