package dev.swarm.shared.campaign;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ladder} of a campaign file: the same idea at several scales, from the cheapest to the
 * dearest. New ideas begin low, the best of a rung go on to the next by asynchronous successive
 * halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning"). One rung is
 * the branch's ratchet; metrics of different rungs are never compared.
 *
 * @param rungs at least two, each with a larger budget than the one before
 * @param ratchet which of them is the branch's own, from 0
 * @param reductionFactor of how many results on a rung one goes on to the next, at least 2
 * @param minEarlyStoppingRate how many of the lowest rungs new ideas leave out, 0 to {@code
 *     ratchet}
 */
public record Ladder(List<Rung> rungs, int ratchet, int reductionFactor, int minEarlyStoppingRate) {
  public Ladder {
    rungs = List.copyOf(rungs);
  }

  /**
   * One scale.
   *
   * @param budget training time of a run on it
   * @param knobs what it sets in every experiment, value by name; none on the ratchet's
   */
  public record Rung(String name, Duration budget, Map<String, String> knobs) {
    public Rung {
      knobs = Map.copyOf(knobs);
    }
  }

  /** A rung by its name. */
  public Optional<Rung> rung(String name) {
    return rungs.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** The knobs that a rung sets, which are nobody else's to set. */
  public Set<String> knobs() {
    return rungs.stream()
        .flatMap(each -> each.knobs().keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
