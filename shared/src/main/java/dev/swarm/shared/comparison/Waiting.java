package dev.swarm.shared.comparison;

import java.util.List;

/**
 * Changes that wait for a machine to measure them.
 *
 * @param changes their identities
 * @param when they will be measured, a clause
 */
public record Waiting(
    String machine, String hardwareClass, List<String> changes, String description, String when) {
  public Waiting {
    changes = List.copyOf(changes);
  }
}
