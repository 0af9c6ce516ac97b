package dev.swarm.shared.experiment;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a proposal changes of the mutable files.
 *
 * @param knobs value by knob name, as it stands in the source without quotes or type suffix; set
 *     after the patch was merged, or alone where the patch conflicts
 * @param patch a change that more than knobs are needed for; absent where they are the whole of it
 */
public record Edit(Map<String, String> knobs, Optional<Patch> patch) {
  /** Changes nothing, as the baseline. */
  public static final Edit NONE = new Edit(Map.of());

  public Edit {
    knobs = Collections.unmodifiableMap(new TreeMap<>(knobs));
  }

  /** New values of knobs and nothing else. */
  public Edit(Map<String, String> knobs) {
    this(knobs, Optional.empty());
  }

  /** Whether it changes nothing. */
  public boolean isNothing() {
    return knobs.isEmpty() && patch.isEmpty();
  }

  /** With other values of knobs. */
  public Edit with(Map<String, String> otherKnobs) {
    return new Edit(otherKnobs, patch);
  }

  /**
   * This and then another, as one: both are of one branch, and nothing with a patch lies between
   * them there that is in neither.
   */
  public Edit then(Edit later) {
    Map<String, String> both = new TreeMap<>(knobs);
    both.putAll(later.knobs);
    Optional<Patch> patches =
        patch.map(first -> later.patch.map(first::through).orElse(first)).or(() -> later.patch);
    return new Edit(both, patches);
  }
}
