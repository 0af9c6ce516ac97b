package dev.swarm.shared.pollination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.knob.Knob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;

class RelativeStepTest {
  private static final List<Knob> KNOBS =
      List.of(
          new Knob.Numeric("BATCH", true, 1, 64, Knob.Scale.LOG, true, Optional.empty()),
          new Knob.Numeric("LR", false, 0.001, 1, Knob.Scale.LOG));

  @Example
  void halvesHereWhatWasHalvedThere() {
    assertThat(
            RelativeStep.of(
                KNOBS, win(Map.of("BATCH", "32"), Map.of("BATCH", "16")), Map.of("BATCH", "8")))
        .contains(new Edit(Map.of("BATCH", "4")));
  }

  @Example
  void carriesOtherKnobsAsTheyAre() {
    assertThat(
            RelativeStep.of(
                KNOBS,
                win(Map.of("BATCH", "32", "LR", "0.1"), Map.of("BATCH", "64", "LR", "0.2")),
                Map.of("BATCH", "4", "LR", "0.5")))
        .contains(new Edit(Map.of("BATCH", "8", "LR", "0.2")));
  }

  @Example
  void staysWithinTheRange() {
    assertThat(
            RelativeStep.of(
                KNOBS, win(Map.of("BATCH", "8"), Map.of("BATCH", "64")), Map.of("BATCH", "32")))
        .contains(new Edit(Map.of("BATCH", "64")));
  }

  @Example
  void takesThatStepAmongAKnobsChoices() {
    List<Knob> choices =
        List.of(new Knob.Choice("BATCH", List.of("2048", "8192", "16384"), true, Optional.empty()));
    assertThat(
            RelativeStep.of(
                choices,
                win(Map.of("BATCH", "2**19"), Map.of("BATCH", "2**18")),
                Map.of("BATCH", "16384")))
        .contains(new Edit(Map.of("BATCH", "8192")));
    assertThat(
            RelativeStep.of(
                choices,
                win(Map.of("BATCH", "16384"), Map.of("BATCH", "8192")),
                Map.of("BATCH", "8192")))
        .as("4096 is none of them")
        .isEmpty();
  }

  @Example
  void hasNothingToSayOfAbsoluteKnobsOrOfWhatIsNoNumber() {
    assertThat(
            RelativeStep.of(
                KNOBS, win(Map.of("LR", "0.1"), Map.of("LR", "0.2")), Map.of("LR", "0.4")))
        .isEmpty();
    assertThat(
            RelativeStep.of(
                KNOBS, win(Map.of("BATCH", "many"), Map.of("BATCH", "8")), Map.of("BATCH", "4")))
        .isEmpty();
    assertThat(RelativeStep.of(KNOBS, win(Map.of(), Map.of("BATCH", "8")), Map.of())).isEmpty();
  }

  private static Transplant.Part win(Map<String, String> before, Map<String, String> after) {
    return new Transplant.Part(
        ChangeId.of(new ExperimentId(new MachineName("rack"), 3)),
        Optional.of("h100"),
        new Edit(after),
        before,
        "BATCH");
  }
}
