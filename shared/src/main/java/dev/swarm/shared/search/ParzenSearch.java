package dev.swarm.shared.search;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011): each knob is set
 * to what is likeliest among the good of all that was seen, compared with the rest. Good is the
 * best tenth, 25 at most. It sets every knob at once, so that it finds what only pays together; the
 * first experiments are the random search's. The same generator state gives the same proposal, and
 * what it costs does not depend on how much was seen.
 */
public final class ParzenSearch {
  private static final int START_UP = 10;
  private static final int CANDIDATES = 24;
  private static final int DRAWS = 16;

  private ParzenSearch() {}

  /**
   * The next proposal, or none when no untried one was found.
   *
   * @param incumbent value by knob name at the branch's head
   * @param seen on all machines whose gains may be compared with this one's
   * @param tried whether an edit was run on this incumbent before
   */
  public static Optional<Proposal> propose(
      List<Knob> knobs,
      Map<String, String> incumbent,
      Observations seen,
      Predicate<Edit> tried,
      RandomGenerator random) {
    if (seen.count() < START_UP) {
      return RandomSearch.propose(knobs, incumbent, tried, random);
    }
    for (int draw = 0; draw < DRAWS; draw++) {
      Map<String, String> settings = new TreeMap<>();
      for (Knob knob : knobs) {
        String value = best(knob, seen, random);
        String before = incumbent.get(knob.name());
        if (before == null || !KnobText.same(before, value)) {
          settings.put(knob.name(), value);
        }
      }
      Edit edit = new Edit(settings);
      if (!settings.isEmpty() && !tried.test(edit)) {
        return Optional.of(
            new Proposal(
                edit,
                RandomSearch.describe(edit, incumbent),
                Origin.SEARCH,
                "Likelier among the good of %d experiments than among the rest."
                    .formatted(seen.count())));
      }
    }
    // A small space may have little left that is likely.
    return RandomSearch.propose(knobs, incumbent, tried, random);
  }

  /** Of some values drawn like the good ones, that which the others are unlike the most. */
  private static String best(Knob knob, Observations seen, RandomGenerator random) {
    Density good = Density.of(knob, seen.goodPlaces(knob.name()));
    Density others = Density.of(knob, seen.otherParts(knob.name()));
    double place = good.draw(random);
    double promise = promise(knob, good, others, place);
    for (int candidate = 1; candidate < CANDIDATES; candidate++) {
      double drawn = good.draw(random);
      double found = promise(knob, good, others, drawn);
      if (found > promise) {
        promise = found;
        place = drawn;
      }
    }
    return Axis.valueAt(knob, place);
  }

  /** Grows with the expected improvement (their equation 11 and what follows from it). */
  private static double promise(Knob knob, Density good, Density others, double place) {
    Axis.Stretch stretch = Axis.stretchAt(knob, place);
    return good.of(stretch) / others.of(stretch);
  }
}
