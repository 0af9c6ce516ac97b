package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Transplant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Machines whose search has nothing left to propose. */
class ExhaustedSearchTest {
  /** One knob with two values, so that each machine has one idea. */
  private static final String FILE =
      Situation.FILE.replaceAll(" *- \\{name: (LR|DEPTH),[^\n]*\n", "");

  @Test
  void givesAnothersWinAtOnceToAMachineThatHadNothingLeftToTry() {
    Situation situation = Situation.startedOn(FILE);
    for (String machine : List.of("mini", "rack")) {
      situation.joinClass(machine, machine);
      situation.measured(machine, 1.0);
      for (int i = 0; i < 5 && !situation.machine(machine).workload().assigned().isEmpty(); i++) {
        situation.measured(machine, 2.0);
      }
    }
    assertThat(situation.machine("rack").workload().assigned()).isEmpty();
    assertThat(situation.campaign().idle()).hasSize(2);

    ChangeId change = new ChangeId("lab-5");
    situation.send(
        new Command.Promote(
            List.of(
                Transplant.of(
                    new Transplant.Part(
                        change, Optional.empty(), new Edit(Map.of("LR", "0.05")), Map.of(), "LR"))),
            Optional.empty(),
            List.of(new MachineName("mini")),
            false,
            Optional.empty(),
            Instant.parse("2026-03-05T12:00:00Z")));
    situation.measured("mini", 0.9);

    assertThat(situation.running("rack").proposal().transplant().orElseThrow().changes())
        .containsExactly(change);
  }
}
