/**
 * A whole swarm in one thread and in virtual time: the real campaign core, workers and a
 * coordinator that keep the link's protocol, people and agents who ask for things, and seeded
 * faults. What must hold is checked after every event. The same options give the same course of
 * events, to the last one.
 */
package dev.swarm.coordinator.simulation;
