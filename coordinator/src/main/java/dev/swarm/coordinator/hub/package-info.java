/**
 * The git hub: one bare repository that every machine of a campaign pushes its commits to, served
 * over smart HTTP. A machine writes to its own refs and nowhere else; everybody with the swarm's
 * token reads everything. The hub is a projection: whatever it loses, the workers push again.
 */
package dev.swarm.coordinator.hub;
