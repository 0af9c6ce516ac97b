/**
 * Keeps an experiment, which is untrusted code, to its workspace and the data cache.
 *
 * <p>{@link dev.swarm.agent.sandbox.SandboxProbe} finds once what the host can do; a {@link
 * dev.swarm.agent.sandbox.Sandbox} then turns a command into one that sees a {@link
 * dev.swarm.agent.sandbox.View} and nothing else. Limits on memory, processes and the log are the
 * runner's, which watches from outside.
 */
package dev.swarm.agent.sandbox;
