package dev.swarm.shared.experiment;

import java.util.Optional;

/**
 * A place on the scale ladder.
 *
 * @param rung that it is measured on; absent for the branch's own, the ratchet's
 * @param from the experiment on the rung below that it was promoted from; absent where it begins
 */
public record Climb(Optional<String> rung, Optional<ExperimentId> from) {}
