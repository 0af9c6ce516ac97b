package dev.swarm.coordinator.campaign;

import dev.swarm.shared.verdict.Status;

/**
 * What was counted on a branch.
 *
 * @param rows of its ledger
 * @param kept experiments kept, the baseline not counted
 * @param discarded experiments that were no better
 * @param crashed experiments and baselines that crashed
 * @param experiments judged, baselines not counted
 * @param baselineCrashes in a row
 */
public record Tally(
    int rows, int kept, int discarded, int crashed, int experiments, int baselineCrashes) {
  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  Tally plus(Experiment experiment, Status status) {
    boolean isBaseline = experiment.isBaseline();
    return new Tally(
        rows + 1,
        kept + (status == Status.KEEP && !isBaseline ? 1 : 0),
        discarded + (status == Status.DISCARD ? 1 : 0),
        crashed + (status == Status.CRASH ? 1 : 0),
        experiments + (isBaseline ? 0 : 1),
        isBaseline && status == Status.CRASH ? baselineCrashes + 1 : 0);
  }

  Tally forgiven() {
    return new Tally(rows, kept, discarded, crashed, experiments, 0);
  }
}
