package dev.swarm.coordinator.campaign;

import java.util.List;

/**
 * What a command leads to.
 *
 * @param events to persist as one, possibly none
 * @param after the campaign with the events applied
 * @param reply to give once the events are durable
 */
public record Decision(List<Event> events, Campaign after, Reply reply) {}
