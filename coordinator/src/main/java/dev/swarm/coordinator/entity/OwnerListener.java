package dev.swarm.coordinator.entity;

/**
 * Hears from the campaign's one writer, on the node where that is. Called on the writer's threads,
 * in the journal's order; must not block.
 */
interface OwnerListener {
  /** Something is durable, or (without events) the writer has read the journal. */
  void committed(Committed news);

  /** Somebody else has written in this writer's place; it has stopped and must not come back. */
  void fenced();

  /** The writer is not here any more. */
  void left();
}
