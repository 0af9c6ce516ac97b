package dev.swarm.agent.run;

/**
 * The campaign's eval command, run in the workspace after a run that ended well.
 *
 * <p>Immutable.
 *
 * @param folder its own, as of a run; its run.log is what the command printed
 */
public record Evaluation(RunFolder folder, Exit exit) {}
