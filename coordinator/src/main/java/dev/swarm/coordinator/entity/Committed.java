package dev.swarm.coordinator.entity;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import java.util.List;

/**
 * News from the journal, told once it is durable.
 *
 * @param events in order; empty right after recovery
 * @param after the campaign with all of them applied
 * @param position sequence number of the last event there is; 0 for none
 */
public record Committed(List<Event> events, Campaign after, long position) {}
