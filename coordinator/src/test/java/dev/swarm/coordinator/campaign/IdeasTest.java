package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.Observations;
import dev.swarm.shared.search.ParzenSearch;
import dev.swarm.shared.search.RandomSearch;
import dev.swarm.shared.search.SearchMethod;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdeasTest {
  @Test
  void learnsGainsOverTheOwnBaselineFromAllMachinesOfAClassAndFromNoOther() {
    Situation situation = Situation.started();
    situation.joinClass("one", "h100");
    situation.joinClass("two", "h100");
    situation.joinClass("mini", "apple-silicon");
    situation.measured("one", 1.0);
    situation.measured("two", 3.0);
    situation.measured("mini", 2.0);
    situation.measured("one", 0.75);
    situation.measured("two", 3.5);

    assertThat(gains(situation, "h100")).containsExactly(0.25, 0.0, 0.0, -0.5);
    assertThat(gains(situation, "apple-silicon")).containsExactly(0.0);
  }

  @Test
  void learnsThatACrashIsWorseThanAnythingMeasured() {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.measured("m4max", 1.0);
    situation.crashed("m4max");
    situation.measured("m4max", 9.0);

    assertThat(gains(situation, "cpu-x86")).containsExactly(0.0, -8.0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void learnsWhatTheKnobsWereWhenItRan() {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.measured("m4max", 1.0);
    situation.measured("m4max", 0.5);

    // The base's, as in the campaign file of these tests: the middle of a log range, and the
    // fourth of eight.
    Observations.Observation baseline =
        situation.campaign().observations().get("cpu-x86").best().get(1);
    assertThat(baseline.places()).containsEntry("LR", 0.5).containsEntry("OPTIMIZER", 0.25);
    assertThat(baseline.places().get("DEPTH")).isEqualTo(3.5 / 8);
    Observations.Observation kept =
        situation.campaign().observations().get("cpu-x86").best().get(0);
    assertThat(kept.places()).isNotEqualTo(baseline.places()).hasSize(3);
  }

  @Test
  void proposesByTheSearchThatTheCoordinatorWasStartedWith() {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.measured("m4max", 1.0);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 20; i++) {
      situation.measured("m4max", 2 + random.nextDouble());
    }
    Machine machine = situation.machine("m4max");
    Optional<Proposal> byRandom =
        RandomSearch.propose(
            situation.campaign().settings().orElseThrow().file().searched(),
            machine.branch().knobs(),
            machine.workload().tried()::contains,
            new SplittableRandom(1));
    Optional<Proposal> byParzen =
        ParzenSearch.propose(
            situation.campaign().settings().orElseThrow().file().searched(),
            machine.branch().knobs(),
            situation.campaign().observations().get("cpu-x86"),
            machine.workload().tried()::contains,
            new SplittableRandom(1));

    assertThat(byParzen).isPresent().isNotEqualTo(byRandom);
    assertThat(Ideas.next(situation.campaign(), machine, new SplittableRandom(1)))
        .isEqualTo(byRandom);
    situation.start(
        new Settings.Limits(
            7, OptionalInt.empty(), 1, false, OptionalDouble.empty(), SearchMethod.TPE));
    assertThat(Ideas.next(situation.campaign(), machine, new SplittableRandom(1)))
        .isEqualTo(byParzen);
  }

  private static List<Double> gains(Situation situation, String hardwareClass) {
    return situation.campaign().observations().get(hardwareClass).best().stream()
        .map(Observations.Observation::gain)
        .toList();
  }
}
