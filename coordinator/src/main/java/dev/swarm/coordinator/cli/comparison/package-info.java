/** A comparison of hardware classes as text, as JSON and as a page. */
package dev.swarm.coordinator.cli.comparison;
