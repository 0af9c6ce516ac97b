package dev.swarm.agent.run;

/**
 * A run that has ended, such as the campaign's eval command after an experiment's.
 *
 * <p>Immutable.
 *
 * @param folder its own; its run.log is what the command printed
 */
public record EndedRun(RunFolder folder, Exit exit) {}
