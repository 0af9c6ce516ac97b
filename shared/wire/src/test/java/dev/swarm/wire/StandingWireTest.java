package dev.swarm.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Incumbent;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Yardstick;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingWireTest {
  private static final MachineName MACHINE = new MachineName("m4max");

  @Test
  void readsAStandingAsItWasWritten() {
    assertStaysItself(
        new Standing(
            MACHINE,
            7,
            12,
            OptionalInt.of(3),
            Map.of("DEPTH", "4"),
            Set.of(new Edit(Map.of("DEPTH", "5")), new Edit(Map.of("DEPTH", "6"))),
            head("m4max-9", OptionalDouble.of(2048)),
            Optional.of(head("m4max-4", OptionalDouble.empty())),
            new Yardstick(new Noise(0.0004, 3), OptionalDouble.of(1.81), 0.7)));
  }

  @Test
  void leavesOutWhatIsNotThereYet() {
    assertStaysItself(
        new Standing(
            MACHINE,
            7,
            1,
            OptionalInt.empty(),
            Map.of(),
            Set.of(),
            head("m4max-0", OptionalDouble.empty()),
            Optional.empty(),
            new Yardstick(new Noise(0, 0), OptionalDouble.empty(), 0)));
  }

  @Test
  void readsTheRunsOfAnExperimentAsTheyWereWritten() {
    assertStaysItself(Trial.NEW);
    assertStaysItself(
        Trial.NEW
            .measured(
                "0".repeat(40),
                new Outcome.Measured(
                    1.8, OptionalDouble.of(2048), Map.of("val_bpb", 1.8), RunFacts.NEVER_STARTED))
            .runningAgain(Judgement.Side.INCUMBENT));
  }

  private static Standing.Head head(String experiment, OptionalDouble memoryMib) {
    return new Standing.Head(experiment, new Incumbent(new Sample(2, 1.8, 0.001), memoryMib));
  }

  private static void assertStaysItself(Standing standing) {
    assertThat(StandingWire.standing(MACHINE, StandingWire.standing(standing, Trial.NEW, 1)))
        .isEqualTo(standing);
  }

  private static void assertStaysItself(Trial trial) {
    Standing standing =
        new Standing(
            MACHINE,
            7,
            1,
            OptionalInt.empty(),
            Map.of(),
            Set.of(),
            head("m4max-0", OptionalDouble.empty()),
            Optional.empty(),
            new Yardstick(new Noise(0, 0), OptionalDouble.empty(), 0));

    assertThat(StandingWire.trial(StandingWire.standing(standing, trial, 1).getTrial()))
        .isEqualTo(trial);
  }
}
