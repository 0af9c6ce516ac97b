package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import java.util.List;

/**
 * News from the journal, told once it is durable.
 *
 * @param events in order; empty right after recovery
 * @param after the campaign with all of them applied
 */
public record Committed(List<Event> events, Campaign after) {}
