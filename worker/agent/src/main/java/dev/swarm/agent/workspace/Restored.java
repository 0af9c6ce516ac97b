package dev.swarm.agent.workspace;

/**
 * What a checkout had to do.
 *
 * @param written tracked files and links that were missing or differed
 * @param removed untracked files, links and emptied folders
 */
public record Restored(int written, int removed) {}
