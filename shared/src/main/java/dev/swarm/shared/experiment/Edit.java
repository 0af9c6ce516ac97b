package dev.swarm.shared.experiment;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a proposal changes: new values of knobs.
 *
 * @param knobs value by knob name, as it stands in the source without quotes or type suffix; empty
 *     for the baseline, which changes nothing
 */
public record Edit(Map<String, String> knobs) {
  public static final Edit NONE = new Edit(Map.of());

  public Edit {
    knobs = java.util.Collections.unmodifiableMap(new TreeMap<>(knobs));
  }
}
