/**
 * How the two ends of the wire know each other: all that goes over it is encrypted, a coordinator
 * shows by its certificate that it has the swarm's token, and whoever calls it then sends the
 * token.
 */
package dev.swarm.access;
