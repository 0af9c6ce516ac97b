/**
 * Translates what both ends of the wire read or write: between its messages and the domain, which
 * do not know each other. What only one end speaks of is translated at that end's edge.
 */
package dev.swarm.wire;
