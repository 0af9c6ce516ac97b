package dev.swarm.coordinator.ledger;

import java.util.Map;

/**
 * The declared knobs of an experiment, value by name.
 *
 * @param before of what it ran on
 * @param after its own
 */
public record KnobChange(Map<String, String> before, Map<String, String> after) {}
