package dev.swarm.coordinator.hub;

import java.util.Optional;

/**
 * Says which branch a machine climbs. Asked on every push, on several threads at once, so the
 * answer must come from memory.
 */
@FunctionalInterface
public interface MachineBranches {
  /**
   * The branch without {@code refs/heads/}, as in {@code autoresearch/mar5-m4max}; empty for a
   * machine that has not joined, which may then push nothing.
   */
  Optional<String> branchOf(String machine);
}
