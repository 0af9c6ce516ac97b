/**
 * What a coordinator remembers so that it need not read its whole journal at every start. The
 * journal is the truth and stays complete; everything here may be thrown away at any time.
 */
package dev.swarm.coordinator.snapshot;
