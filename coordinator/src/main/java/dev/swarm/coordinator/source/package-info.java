/**
 * Reads a campaign out of its operator's git repository, and refuses what workers could not run.
 */
package dev.swarm.coordinator.source;
