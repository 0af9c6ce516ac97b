/**
 * The worker's own clone: commits made in the object database, pushed to the hub, and a work tree
 * that is put right before each run. The experiment that runs in the work tree is untrusted: the
 * repository lies outside it and nothing it leaves there is ever believed.
 */
package dev.swarm.agent.workspace;
