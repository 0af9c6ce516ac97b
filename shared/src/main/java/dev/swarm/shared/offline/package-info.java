/**
 * What a machine does that can't reach its coordinator: the same search and the same policy, so
 * that the coordinator comes to the same verdicts once it is told of the runs.
 */
package dev.swarm.shared.offline;
