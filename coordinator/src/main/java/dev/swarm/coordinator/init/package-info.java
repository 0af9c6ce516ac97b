/**
 * {@code swarm init}: makes a campaign, from what a repository tells or from the one that comes
 * with the program. Everything that is found is a guess by plain rules, said with its reason;
 * nothing is run.
 */
package dev.swarm.coordinator.init;
