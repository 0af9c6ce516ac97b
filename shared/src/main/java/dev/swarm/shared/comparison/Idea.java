package dev.swarm.shared.comparison;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an experiment tried.
 *
 * @param changes the identities of the changes in it: of what was carried here, or only the
 *     experiment's own
 * @param from the hardware class that measured it first, where it was carried here and that is
 *     known
 * @param carried whether it came from another branch
 * @param asStep whether its step was carried and not its value
 * @param description one line
 * @param settings values by knob name that it sets
 * @param onlyKnobs whether they are all that it changes
 */
public record Idea(
    List<String> changes,
    Optional<String> from,
    boolean carried,
    boolean asStep,
    String description,
    Map<String, String> settings,
    boolean onlyKnobs) {
  public Idea {
    changes = List.copyOf(changes);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("An idea is at least one change.");
    }
  }

  /** The change it consists of; absent where several were tried together, which says of none. */
  public Optional<String> only() {
    return changes.size() == 1 ? Optional.of(changes.get(0)) : Optional.empty();
  }
}
