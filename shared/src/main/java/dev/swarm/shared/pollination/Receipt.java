package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transfer;
import java.util.Optional;

/**
 * A change that a machine was given to measure.
 *
 * @param experiment that measures it there, the last one if it was several
 * @param transfer what came of it; absent before that is known, and where the branch had it already
 */
public record Receipt(ExperimentId experiment, Optional<Transfer> transfer) {}
