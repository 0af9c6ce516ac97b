package dev.swarm.coordinator.ledger;

import dev.swarm.shared.experiment.Edit;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The declared knobs of an experiment, value by name.
 *
 * @param before of what it ran on
 * @param after its own
 */
public record KnobChange(Map<String, String> before, Map<String, String> after) {
  /** What an edit makes of the knobs that it was made on. */
  static KnobChange of(Map<String, String> before, Edit edit) {
    if (edit.knobs().isEmpty()) {
      return new KnobChange(before, before);
    }
    Map<String, String> after = new TreeMap<>(before);
    after.putAll(edit.knobs());
    return new KnobChange(before, Collections.unmodifiableMap(after));
  }
}
