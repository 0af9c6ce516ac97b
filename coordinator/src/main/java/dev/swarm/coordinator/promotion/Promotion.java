package dev.swarm.coordinator.promotion;

import dev.swarm.shared.campaign.MachineName;

/**
 * What a promotion comes to on one branch.
 *
 * @param queued how many proposals wait there because of it, or would
 * @param sentence what happens, or why nothing does
 * @param diff what it would change there, or where it conflicts; may be empty
 */
public record Promotion(
    MachineName machine, String branch, int queued, String sentence, String diff) {}
