package dev.swarm.shared.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.knob.Knob;
import dev.swarm.shared.knob.KnobText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ParzenSearchTest {
  private static final List<Knob> KNOBS =
      List.of(
          new Knob.Numeric("LR", false, 0.001, 1, Knob.Scale.LOG),
          new Knob.Numeric("DECAY", false, 0, 0.5, Knob.Scale.LINEAR),
          new Knob.Numeric("DEPTH", true, 1, 16, Knob.Scale.LINEAR),
          new Knob.Choice("OPT", List.of("muon", "adamw", "sgd")));

  private static final Map<String, String> BASE =
      Map.of("LR", "0.1", "DECAY", "0.1", "DEPTH", "4", "OPT", "muon");

  @Property(tries = 100)
  void proposesValuesWithinRangeAndOfTheirTypeThatAreNewAndUntried(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<Edit> tried = new HashSet<>();
    Observations seen = Observations.NONE;
    for (int i = 0; i < 40; i++) {
      Edit edit =
          ParzenSearch.propose(KNOBS, BASE, seen, tried::contains, random).orElseThrow().edit();
      assertThat(edit.knobs()).isNotEmpty();
      edit.knobs().forEach(ParzenSearchTest::assertFits);
      assertThat(tried.add(edit)).isTrue();
      seen = seen.plus(KNOBS, with(BASE, edit), gain(random.nextInt(10)));
    }
  }

  @Property(tries = 100)
  void proposesTheSameForTheSameSeed(@ForAll long seed) {
    Observations seen = observed(60, seed);
    Optional<Proposal> one = propose(seen, new SplittableRandom(seed));

    assertThat(one).isPresent().isEqualTo(propose(seen, new SplittableRandom(seed)));
  }

  @Example
  void beginsWithTheRandomSearch() {
    for (int count = 0; count < 10; count++) {
      assertThat(propose(observed(count, 5), new SplittableRandom(count)))
          .isEqualTo(RandomSearch.propose(KNOBS, BASE, edit -> false, new SplittableRandom(count)));
    }
    assertThat(propose(observed(10, 5), new SplittableRandom(9)))
        .isNotEqualTo(RandomSearch.propose(KNOBS, BASE, edit -> false, new SplittableRandom(9)));
  }

  @Example
  void saysWhatItChangesAndWhy() {
    Proposal proposal = propose(observed(60, 5), new SplittableRandom(1)).orElseThrow();

    assertThat(proposal.origin()).isEqualTo(Origin.SEARCH);
    assertThat(proposal.description()).isEqualTo(RandomSearch.describe(proposal.edit(), BASE));
    assertThat(proposal.reason()).contains("60 experiments");
  }

  @Example
  void proposesWhereTheGoodOnesLie() {
    SplittableRandom random = new SplittableRandom(8);
    Observations seen = Observations.NONE;
    for (int i = 0; i < 300; i++) {
      double decay = random.nextDouble(0, 0.5);
      seen =
          seen.plus(
              KNOBS,
              Map.of("DECAY", Double.toString(decay), "OPT", decay < 0.05 ? "sgd" : "muon"),
              gain(decay < 0.05 ? 1 : -decay));
    }
    int low = 0;
    int sgd = 0;
    for (int i = 0; i < 200; i++) {
      Map<String, String> settings = propose(seen, random).orElseThrow().edit().knobs();
      low += Double.parseDouble(settings.getOrDefault("DECAY", "0.1")) < 0.06 ? 1 : 0;
      sgd += settings.getOrDefault("OPT", "muon").equals("sgd") ? 1 : 0;
    }
    // A tenth of the range, and one choice of three.
    assertThat(low).isGreaterThan(120);
    assertThat(sgd).isGreaterThan(180);
  }

  @Example
  void triesAllOfASmallSpaceBeforeItGivesUp() {
    List<Knob> small = List.of(KNOBS.get(3), new Knob.Numeric("D", true, 1, 3, Knob.Scale.LINEAR));
    Map<String, String> incumbent = Map.of("OPT", "muon", "D", "2");
    SplittableRandom random = new SplittableRandom(1);
    Set<Edit> tried = new HashSet<>();
    Observations seen = observed(30, 2);
    Optional<Proposal> next = ParzenSearch.propose(small, incumbent, seen, tried::contains, random);
    while (next.isPresent()) {
      tried.add(next.get().edit());
      next = ParzenSearch.propose(small, incumbent, seen, tried::contains, random);
    }

    assertThat(tried).as("two of OPT, two of D, and four pairs").hasSize(8);
  }

  /** What one knob should be depends on the others, so one at a time is a slow way there. */
  @Example
  void beatsRandomSearchWhereKnobsActTogether() {
    int wins = 0;
    double random = 0;
    double parzen = 0;
    int seeds = 40;
    for (int seed = 1; seed <= seeds; seed++) {
      double byRandom = lossAfter(150, seed, false);
      double byParzen = lossAfter(150, seed, true);
      wins += byParzen < byRandom ? 1 : 0;
      random += byRandom / seeds;
      parzen += byParzen / seeds;
    }
    System.out.printf(
        "seeds 1 to %d, 150 trials each: mean loss %.5f at random, %.5f by TPE, better in %d%n",
        seeds, random, parzen, wins);
    assertThat(parzen).isLessThan(random);
    assertThat(wins).isGreaterThan(seeds / 2);
  }

  /** Climbs as a branch does: what is better becomes the incumbent. */
  private static double lossAfter(int trials, int seed, boolean parzen) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] target = random.doubles(KNOBS.size()).toArray();
    Map<String, String> incumbent = BASE;
    double loss = loss(incumbent, target);
    Observations seen = Observations.NONE.plus(KNOBS, incumbent, gain(-loss));
    Set<Edit> tried = new HashSet<>();
    for (int i = 0; i < trials; i++) {
      Edit edit =
          (parzen
                  ? ParzenSearch.propose(KNOBS, incumbent, seen, tried::contains, random)
                  : RandomSearch.propose(KNOBS, incumbent, tried::contains, random))
              .orElseThrow()
              .edit();
      tried.add(edit);
      Map<String, String> candidate = with(incumbent, edit);
      double found = loss(candidate, target);
      seen = seen.plus(KNOBS, candidate, gain(-found));
      if (found < loss) {
        loss = found;
        incumbent = candidate;
        tried.clear();
      }
    }
    return loss;
  }

  /** A valley: the ways off the target must cancel out. */
  private static double loss(Map<String, String> configuration, double[] target) {
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < KNOBS.size(); i++) {
      Knob knob = KNOBS.get(i);
      double away =
          Axis.stretchOf(knob, configuration.get(knob.name())).orElseThrow().middle() - target[i];
      squares += away * away;
      sum += away;
    }
    return 0.05 * squares + sum * sum;
  }

  private static Observations observed(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Observations seen = Observations.NONE;
    for (int i = 0; i < count; i++) {
      Edit edit = RandomSearch.propose(KNOBS, BASE, none -> false, random).orElseThrow().edit();
      seen = seen.plus(KNOBS, with(BASE, edit), gain(random.nextDouble()));
    }
    return seen;
  }

  private static Optional<Proposal> propose(Observations seen, SplittableRandom random) {
    return ParzenSearch.propose(KNOBS, BASE, seen, edit -> false, random);
  }

  private static Map<String, String> with(Map<String, String> configuration, Edit edit) {
    Map<String, String> changed = new TreeMap<>(configuration);
    changed.putAll(edit.knobs());
    return changed;
  }

  private static OptionalDouble gain(double gain) {
    return OptionalDouble.of(gain);
  }

  private static void assertFits(String name, String value) {
    assertThat(KnobText.same(value, BASE.get(name))).isFalse();
    for (Knob knob : KNOBS) {
      if (knob.name().equals(name)) {
        assertThat(Axis.stretchOf(knob, value)).as("%s = %s", name, value).isPresent();
        boolean whole = knob instanceof Knob.Numeric numeric && numeric.whole();
        assertThat(!whole || value.matches("\\d+")).isTrue();
      }
    }
  }
}
