package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.swarm.shared.experiment.Climb;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The same idea at several scales: cheap first, and the ratchet's wins once more above it. */
class LaddersTest {
  static final String LADDER =
      """
      ladder:
        reduction_factor: 3
        ratchet: base
        rungs:
          - {name: small, budget: 2s, knobs: {DEPTH: 2}}
          - {name: base}
          - {name: large, budget: 60s, knobs: {DEPTH: 8}}
      """;

  private final Situation situation = Situation.startedOn(Situation.FILE + LADDER);

  @Test
  void measuresTheIncumbentOnTheLowestRungAndThenIdeas() {
    joined();
    assertThat(runs(1, each -> 1)).containsExactly(Optional.empty());
    Experiment incumbent = situation.running("rack");
    assertThat(incumbent.proposal().rung()).contains("small");
    assertThat(incumbent.proposal().edit()).isEqualTo(Edit.NONE);
    situation.measured("rack", 2.0);

    Experiment idea = situation.running("rack");
    assertThat(idea.proposal().rung()).contains("small");
    assertThat(idea.proposal().edit().knobs()).isNotEmpty().doesNotContainKey("DEPTH");
    situation.measured("rack", 1.5);
    Event.RungMeasured measured = last();
    assertThat(measured.comparison().orElseThrow().gain()).isEqualTo(0.5, within(1e-9));
    assertThat(situation.machine("rack").branch().tally().rows())
        .as("the ledger is the ratchet's alone: its baseline, and the idea that waited on it")
        .isEqualTo(2);
  }

  @Test
  void promotesTheBestThirdOfARungToTheNext() {
    joined();
    Random random = new Random(5);
    runs(40, each -> each.proposal().rung().isPresent() ? 1 + random.nextDouble() : 2);

    Map<ExperimentId, Double> results = new HashMap<>();
    List<ExperimentId> promoted = new ArrayList<>();
    for (Event event : situation.events(Event.class)) {
      if (event instanceof Event.RungMeasured measured
          && !measured.experiment().proposal().edit().isNothing()) {
        results.put(measured.id(), ((Outcome.Measured) measured.outcome()).metric());
      } else if (event instanceof Event.ExperimentAssigned assigned
          && assigned.proposal().rung().isEmpty()
          && assigned.proposal().climb().isPresent()) {
        ExperimentId from = assigned.proposal().climb().flatMap(Climb::from).orElseThrow();
        long better =
            results.values().stream().filter(metric -> metric < results.get(from)).count();
        assertThat(better).isLessThan(results.size() / 3);
        assertThat(promoted).as("promoted once").doesNotContain(from);
        promoted.add(from);
      }
    }
    assertThat(promoted).hasSizeGreaterThan(5);
  }

  @Test
  void callsNothingBetterAcrossRungs() {
    joined();
    runs(20, each -> each.proposal().rung().equals(Optional.of("small")) ? 0.1 : 1.0);
    assertThat(situation.machine("rack").branch().head().orElseThrow().experiment())
        .as("a smaller number on another rung moves no branch")
        .isEqualTo(new ExperimentId(situation.machine("rack").name(), 0));
  }

  @Test
  void measuresWhatTheRatchetKeptOnTheNextRungAgainstTheHeadBeforeIt() {
    joined();
    // Every idea that gets to the ratchet wins there; at scale the second head is worse.
    double[] ratchet = {1.0};
    runs(
        60,
        each -> {
          if (each.proposal().rung().isEmpty()) {
            ratchet[0] -= 0.01;
            return ratchet[0];
          }
          return each.proposal().rung().equals(Optional.of("large"))
              ? each.base().orElseThrow().number() == 0 ? 0.5 : 0.6
              : 2;
        });
    List<Event.RungMeasured> large =
        situation.events(Event.RungMeasured.class).stream()
            .filter(each -> each.experiment().proposal().rung().equals(Optional.of("large")))
            .toList();
    assertThat(large).hasSizeGreaterThanOrEqualTo(2);
    assertThat(large.get(0).comparison()).as("the first has nothing to compare with").isEmpty();
    Event.RungMeasured win = large.get(1);
    assertThat(win.experiment().proposal().edit()).isEqualTo(Edit.NONE);
    assertThat(win.experiment().base())
        .as("it runs on the head that it is about")
        .contains(win.experiment().proposal().climb().flatMap(Climb::from).orElseThrow());
    assertThat(win.comparison()).isPresent();
  }

  @Test
  void leavesARungOutOnWhichTheIncumbentCrashes() {
    joined();
    situation.measured("rack", 1.0);
    for (int i = 0; i < 4; i++) {
      if (situation.running("rack").proposal().rung().isPresent()) {
        situation.crashed("rack");
      } else {
        situation.measured("rack", 2.0);
      }
    }
    assertThat(situation.running("rack").proposal().rung()).isEmpty();
    assertThat(situation.machine("rack").branch().tally().experiments()).isPositive();
  }

  @Test
  void learnsHowNoisyARungIsBeforeItComparesThere() {
    Situation measured = Situation.startedOn(Situation.MEASURED_FILE + LADDER);
    measured.joinClass("rack", "h100");
    for (double metric : new double[] {1.0, 1.1, 1.05}) {
      measured.measured("rack", metric);
    }
    while (measured.running("rack").proposal().rung().isEmpty()) {
      measured.measured("rack", 2.0);
    }
    measured.measured("rack", 2.0);
    assertThat(measured.running("rack").proposal().edit()).isEqualTo(Edit.NONE);
    measured.measured("rack", 2.2);
    measured.measured("rack", 1.5);
    List<Event.RungMeasured> all = measured.events(Event.RungMeasured.class);
    Event.RungMeasured idea = all.get(2);
    assertThat(idea.experiment().proposal().edit().knobs()).isNotEmpty();
    assertThat(idea.comparison().orElseThrow().gain()).isEqualTo(0.6, within(1e-9));
    assertThat(idea.comparison().orElseThrow().standardError())
        .isEqualTo(Math.sqrt(0.02) * Math.sqrt(1.5), within(1e-9));
  }

  private void joined() {
    situation.joinClass("rack", "h100");
  }

  /** The rungs of so many runs; what follows the first baseline is on the ladder. */
  private List<Optional<String>> runs(int count, ToDoubleFunction<Experiment> metric) {
    List<Optional<String>> rungs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Experiment running = situation.running("rack");
      rungs.add(running.proposal().rung());
      situation.measured("rack", metric.applyAsDouble(running));
      if (i == 0) {
        skipIdeasMadeDuringTheBaseline();
      }
    }
    return rungs;
  }

  /** What was handed out before there was a head went straight to the ratchet. */
  private void skipIdeasMadeDuringTheBaseline() {
    Experiment running = situation.running("rack");
    if (running.proposal().climb().isEmpty()) {
      situation.measured("rack", 9);
    }
  }

  private Event.RungMeasured last() {
    List<Event.RungMeasured> all = situation.events(Event.RungMeasured.class);
    return all.get(all.size() - 1);
  }
}
