package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Sample;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Where a branch stands: its incumbent.
 *
 * @param experiment the incumbent
 * @param commit the incumbent's commit as it ran, 40 hex digits
 * @param sample what its runs measured; later runs correct it
 * @param memoryMib its peak memory in MiB; absent when it said none
 * @param ledgerRows how many rows of the ledger are part of the branch's commit
 * @param at when the branch advanced to it; the time of the branch's commit
 */
public record Head(
    ExperimentId experiment,
    String commit,
    Sample sample,
    OptionalDouble memoryMib,
    int ledgerRows,
    Instant at) {
  /** The mean of its runs, never the luckiest. */
  public double metric() {
    return sample.mean();
  }

  /** What is compared with it. */
  public Incumbent incumbent() {
    return new Incumbent(sample, memoryMib);
  }

  Head corrected(Sample later) {
    return new Head(experiment, commit, later, memoryMib, ledgerRows, at);
  }
}
