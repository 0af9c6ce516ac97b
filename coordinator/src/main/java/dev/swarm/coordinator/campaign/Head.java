package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import java.time.Instant;

/**
 * Where a branch stands: its incumbent.
 *
 * @param experiment the incumbent
 * @param commit the incumbent's commit as it ran, 40 hex digits
 * @param metric what it measured
 * @param ledgerRows how many rows of the ledger are part of the branch's commit
 * @param at when the branch advanced to it; the time of the branch's commit
 */
public record Head(
    ExperimentId experiment, String commit, double metric, int ledgerRows, Instant at) {}
