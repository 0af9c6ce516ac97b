package dev.swarm.shared.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a proposal carries over from elsewhere.
 *
 * @param parts the changes in it, oldest first, at least one
 * @param relative whether a step was carried over and not the value: half of what stands here,
 *     because it was halved there
 */
public record Transplant(Kind kind, List<Part> parts, boolean relative) {
  public Transplant {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("A transplant carries at least one change.");
    }
  }

  /** How much of another branch goes over at once. */
  public enum Kind {
    /** One change. */
    WIN,
    /** Several changes of one branch together; taken apart when they fail. */
    STACK,
    /** All that a branch has, for a machine that has just joined; not taken apart. */
    CONFIGURATION
  }

  /**
   * A change that was measured or committed elsewhere.
   *
   * @param change its identity for ever
   * @param hardwareClass of the machine that measured it first; absent for a promoted commit
   * @param edit what it changed there
   * @param before what its knobs were there, value by name
   * @param description one line, such as {@code DEPTH 8 -> 4}
   */
  public record Part(
      ChangeId change,
      Optional<String> hardwareClass,
      Edit edit,
      Map<String, String> before,
      String description) {
    public Part {
      before = Map.copyOf(before);
    }
  }

  /** One change by itself. */
  public static Transplant of(Part part) {
    return new Transplant(Kind.WIN, List.of(part), false);
  }

  /** The same change as a step from what stands here. */
  public Transplant asStep() {
    return new Transplant(kind, parts, true);
  }

  /** The identities of its changes, oldest first. */
  public List<ChangeId> changes() {
    return parts.stream().map(Part::change).toList();
  }

  /** The only change in it; absent where there are several. */
  public Optional<Part> only() {
    return parts.size() == 1 ? Optional.of(parts.get(0)) : Optional.empty();
  }

  /** All of its changes as one edit. */
  public Edit edit() {
    return parts.stream().map(Part::edit).reduce(Edit::then).orElseThrow();
  }
}
