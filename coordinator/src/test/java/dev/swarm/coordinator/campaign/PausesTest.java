package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stopping without losing anything. */
class PausesTest {
  private static final MachineName RACK = new MachineName("rack");

  private final Situation situation = Situation.started();

  @Test
  void letsAPausedCampaignFinishWhatRunsAndStartNothingMore() {
    joined();
    Experiment running = situation.running("rack");
    Experiment waited = situation.waiting("rack");
    situation.send(new Command.Pause(Optional.empty(), Instant.EPOCH));
    assertThat(situation.machine("rack").workload().assigned()).containsExactly(running);

    situation.measured("rack", 2);
    assertThat(situation.machine("rack").workload().assigned()).isEmpty();
    assertThat(situation.machine("rack").branch().tally().discarded()).isEqualTo(1);

    situation.send(new Command.Resume(Optional.empty(), Instant.EPOCH));
    assertThat(situation.running("rack").proposal()).isEqualTo(waited.proposal());
    assertThat(situation.machine("rack").workload().assigned()).hasSize(2);
  }

  @Test
  void drainsOneMachineAndKeepsItSoThoughItsWorkerComesBack() {
    joined();
    situation.joinClass("mini", "apple-silicon");
    situation.measured("mini", 1);
    situation.send(new Command.Pause(Optional.of(RACK), Instant.EPOCH));
    situation.measured("rack", 2);
    situation.measured("mini", 2);
    assertThat(situation.machine("rack").workload().assigned()).isEmpty();
    assertThat(situation.machine("mini").workload().assigned()).hasSize(2);

    situation.expire("rack");
    situation.joinClass("rack", "h100");
    assertThat(situation.machine("rack").workload().assigned()).isEmpty();
    situation.send(new Command.Resume(Optional.of(RACK), Instant.EPOCH));
    assertThat(situation.machine("rack").workload().assigned()).hasSize(2);
  }

  @Test
  void keepsAMendedProposalForLaterWhileTheMachineIsDrained() {
    joined();
    while (!situation.running("rack").proposal().edit().knobs().containsKey("LR")) {
      situation.measured("rack", 2);
    }
    situation.send(new Command.Pause(Optional.of(RACK), Instant.EPOCH));
    Experiment running = situation.running("rack");
    situation.report(
        running,
        running.token(),
        running.base(),
        new Outcome.Crashed("out-of-memory", "Too big.", "", RunFacts.NEVER_STARTED));
    assertThat(situation.machine("rack").workload().assigned()).isEmpty();

    situation.send(new Command.Resume(Optional.of(RACK), Instant.EPOCH));
    assertThat(situation.running("rack").proposal().repairs()).isEqualTo(1);
    assertThat(situation.machine("rack").workload().assigned()).hasSize(2);
  }

  @Test
  void namesTheNearestMachineWhereThereIsNone() {
    joined();
    Reply reply =
        situation.send(new Command.Pause(Optional.of(new MachineName("rak")), Instant.EPOCH));
    assertThat(((Reply.Rejected) reply).sentence()).contains("did you mean 'rack'?");
  }

  private void joined() {
    situation.joinClass("rack", "h100");
    situation.measured("rack", 1);
  }
}
