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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RandomSearchTest {
  private static final Knob CHOICE = new Knob.Choice("OPT", List.of("muon", "adamw", "sgd"));

  @Property
  void proposesValuesWithinRangeAndOfTheirTypeThatAreNewAndUntried(
      @ForAll("numerics") Knob.Numeric numeric, @ForAll long seed) {
    List<Knob> knobs = List.of(numeric, CHOICE);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> incumbent = new TreeMap<>(Map.of("OPT", "muon"));
    Set<Edit> tried = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Optional<Proposal> proposal = RandomSearch.propose(knobs, incumbent, tried::contains, random);
      if (proposal.isEmpty()) {
        return;
      }
      Edit edit = proposal.get().edit();
      assertThat(edit.knobs()).isNotEmpty();
      edit.knobs()
          .forEach(
              (name, value) -> {
                assertThat(KnobText.same(value, incumbent.getOrDefault(name, "none"))).isFalse();
                assertFits(name.equals("OPT") ? CHOICE : numeric, value);
              });
      assertThat(tried.add(edit)).isTrue();
      if (i % 5 == 4) {
        incumbent.putAll(edit.knobs());
        tried.clear();
      }
    }
  }

  @Property
  void proposesTheSameForTheSameSeed(@ForAll("numerics") Knob.Numeric numeric, @ForAll long seed) {
    assertThat(propose(numeric, seed)).isEqualTo(propose(numeric, seed)).isPresent();
  }

  @Example
  void drawsEveryValueOfASmallRangeOften() {
    int[] seen = new int[5];
    SplittableRandom random = new SplittableRandom(1);
    Knob knob = new Knob.Numeric("DEPTH", true, 1, 4, Knob.Scale.LINEAR);
    for (int i = 0; i < 4000; i++) {
      Proposal proposal =
          RandomSearch.propose(List.of(knob), Map.of(), edit -> false, random).orElseThrow();
      seen[Integer.parseInt(proposal.edit().knobs().get("DEPTH"))]++;
    }
    for (int value = 1; value <= 4; value++) {
      assertThat(seen[value]).as("times that %d was drawn", value).isBetween(800, 1200);
    }
  }

  @Example
  void saysWhatItChangesAndWhoItIs() {
    Proposal proposal =
        RandomSearch.propose(
                List.of(new Knob.Choice("OPT", List.of("muon", "adamw"))),
                Map.of("OPT", "muon"),
                edit -> false,
                new SplittableRandom(1))
            .orElseThrow();

    assertThat(proposal.edit().knobs()).containsExactly(Map.entry("OPT", "adamw"));
    assertThat(proposal.description()).isEqualTo("OPT muon -> adamw");
    assertThat(proposal.origin()).isEqualTo(Origin.SEARCH);
    assertThat(
            RandomSearch.describe(
                new Edit(Map.of("LR", "0.05", "DEPTH", "3")), Map.of("LR", "0.04")))
        .isEqualTo("DEPTH ? -> 3; LR 0.04 -> 0.05");
  }

  @Example
  void proposesNothingWhenEverythingIsTriedOrThereIsNothingToTry() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(RandomSearch.propose(List.of(CHOICE), Map.of(), edit -> true, random)).isEmpty();
    assertThat(RandomSearch.propose(List.of(), Map.of(), edit -> false, random)).isEmpty();
  }

  @Example
  void triesEveryEditOfASmallSpaceBeforeItGivesUp() {
    Set<Edit> tried = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    List<Knob> knobs = List.of(CHOICE, new Knob.Numeric("D", true, 1, 3, Knob.Scale.LINEAR));
    Map<String, String> incumbent = Map.of("OPT", "muon", "D", "2");

    Optional<Proposal> next = RandomSearch.propose(knobs, incumbent, tried::contains, random);
    while (next.isPresent()) {
      tried.add(next.get().edit());
      next = RandomSearch.propose(knobs, incumbent, tried::contains, random);
    }

    assertThat(tried).as("two of OPT, two of D, and four pairs").hasSize(8);
  }

  @Provide
  Arbitrary<Knob.Numeric> numerics() {
    Arbitrary<Knob.Numeric> floats =
        Combinators.combine(
                Arbitraries.doubles().between(1e-6, 10).ofScale(9),
                Arbitraries.doubles().between(1e-6, 10).ofScale(9),
                Arbitraries.of(Knob.Scale.class))
            .as((min, width, scale) -> new Knob.Numeric("K", false, min, min + width, scale));
    Arbitrary<Knob.Numeric> negatives =
        Arbitraries.doubles()
            .between(1e-6, 10)
            .ofScale(9)
            .map(width -> new Knob.Numeric("K", false, -width, width / 3, Knob.Scale.LINEAR));
    Arbitrary<Knob.Numeric> wholes =
        Combinators.combine(
                Arbitraries.integers().between(1, 5000),
                Arbitraries.integers().between(1, 5000),
                Arbitraries.of(Knob.Scale.class))
            .as((min, width, scale) -> new Knob.Numeric("K", true, min, min + width, scale));
    return Arbitraries.oneOf(floats, negatives, wholes);
  }

  private static Optional<Proposal> propose(Knob knob, long seed) {
    return RandomSearch.propose(
        List.of(knob, CHOICE), Map.of(), edit -> false, new SplittableRandom(seed));
  }

  private static void assertFits(Knob knob, String value) {
    if (knob instanceof Knob.Choice choice) {
      assertThat(choice.choices()).contains(value);
    } else if (knob instanceof Knob.Numeric numeric) {
      assertThat(Double.parseDouble(value)).isBetween(numeric.min(), numeric.max());
      assertThat(value).matches(numeric.whole() ? "-?\\d+" : "-?\\d+(\\.\\d+)?");
    }
  }
}
