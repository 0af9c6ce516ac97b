package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.verdict.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CampaignTest {
  @Test
  void measuresTheBaselineBeforeAnythingElse() {
    Situation situation = Situation.started();
    situation.join("m4max");

    assertThat(situation.machine("m4max").branch().name()).isEqualTo("autoresearch/mar5-m4max");
    assertThat(situation.running("m4max").proposal().origin()).isEqualTo(Origin.BASELINE);
    assertThat(situation.running("m4max").base()).isEmpty();
    assertThat(situation.waiting("m4max").base()).contains(situation.running("m4max").id());
  }

  @Test
  void handsTheNextExperimentOverWhileTheOtherStillTrains() {
    Situation situation = Situation.started();
    situation.join("m4max");
    Experiment waiting = situation.waiting("m4max");

    situation.measured("m4max", 2.0);

    assertThat(situation.running("m4max").id()).isEqualTo(waiting.id());
    assertThat(situation.waiting("m4max").id().number()).isEqualTo(waiting.id().number() + 1);
  }

  @Test
  void advancesTheBranchOnAWinAndPutsTheWaitingExperimentOnIt() {
    Situation situation = withBaseline(2.0);
    Experiment winner = situation.running("m4max");
    ExperimentId waiting = situation.waiting("m4max").id();

    situation.measured("m4max", 1.9);

    Head head = situation.machine("m4max").branch().head().orElseThrow();
    assertThat(head.experiment()).isEqualTo(winner.id());
    assertThat(head.metric()).isEqualTo(1.9);
    assertThat(head.ledgerRows()).isEqualTo(2);
    assertThat(situation.machine("m4max").branch().knobs())
        .containsAllEntriesOf(winner.proposal().edit().knobs());
    assertThat(situation.running("m4max").base()).contains(winner.id());
    assertThat(situation.events(Event.ExperimentRebased.class))
        .extracting(Event.ExperimentRebased::id)
        .contains(waiting);
  }

  @Test
  void discardsWhatIsEqualOrWorse() {
    Situation situation = withBaseline(2.0);
    situation.measured("m4max", 2.0);
    situation.measured("m4max", 2.1);

    assertThat(situation.machine("m4max").branch().tally().discarded()).isEqualTo(2);
    assertThat(situation.machine("m4max").branch().head().orElseThrow().metric()).isEqualTo(2.0);
  }

  @Test
  void judgesARunThatStartedTooEarlyAgainstTheHeadItRanOn() {
    Situation situation = withBaseline(2.0);
    ExperimentId baseline = new ExperimentId(situation.machine("m4max").name(), 0);
    situation.measured("m4max", 1.8);
    Experiment early = situation.running("m4max");

    situation.report(early, early.token(), Optional.of(baseline), Situation.measured(1.9));

    Event.ExperimentJudged verdict = last(situation.events(Event.ExperimentJudged.class));
    assertThat(verdict.id()).isEqualTo(early.id());
    assertThat(verdict.verdict().status()).isEqualTo(Status.DISCARD);
    assertThat(verdict.verdict().reason()).contains("better than").contains("has moved on");
    assertThat(situation.machine("m4max").branch().head().orElseThrow().metric()).isEqualTo(1.8);
    assertThat(situation.machine("m4max").workload().assigned())
        .as("its change is measured again on the new head")
        .anyMatch(
            each ->
                each.proposal().edit().equals(early.proposal().edit())
                    && each.proposal().reason().contains(baseline.toString()));
  }

  @Test
  void handsAnInterruptedRunOutAgainAndNeverLogsIt() {
    Situation situation = withBaseline(2.0);
    Experiment before = situation.running("m4max");

    situation.interrupted("m4max");

    Experiment again = situation.running("m4max");
    assertThat(again.id()).isEqualTo(before.id());
    assertThat(again.token()).isGreaterThan(before.token());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(situation.machine("m4max").branch().tally().rows()).isEqualTo(1);
  }

  @Test
  void triesAnotherExperimentBeforeItBlamesTheMachine() {
    Situation situation = withBaseline(2.0);
    Experiment guilty = situation.running("m4max");

    situation.interrupted("m4max");
    situation.interrupted("m4max");

    assertThat(situation.running("m4max").id()).isNotEqualTo(guilty.id());
    assertThat(situation.machine("m4max").membership().aside()).isEmpty();
    assertThat(situation.events(Event.EvidenceRecorded.class))
        .extracting(Event.EvidenceRecorded::id)
        .containsExactly(guilty.id());

    situation.measured("m4max", 2.1);
    assertThat(situation.machine("m4max").membership().interruptions()).isZero();
  }

  @Test
  void leavesAMachineAsideThatOnlyCouldNotBeReached() {
    Situation situation = withBaseline(2.0);
    for (int i = 0; i < 3; i++) {
      situation.interrupted("m4max");
    }
    situation.expire("m4max");
    situation.join("m4max");

    assertThat(situation.machine("m4max").membership().away()).isFalse();
    assertThat(situation.machine("m4max").membership().aside().orElseThrow())
        .contains("start the worker again");
  }

  @Test
  void putsAMachineAsideAfterThreeInterruptionsUntilItsWorkerIsStartedAnew() {
    Situation situation = withBaseline(2.0);
    for (int i = 0; i < 3; i++) {
      situation.interrupted("m4max");
    }
    assertThat(situation.machine("m4max").membership().aside().orElseThrow())
        .contains("3 runs in a row", "Disk full.", "start the worker again");

    situation.join("m4max", "m4max-folder", "another-process");

    assertThat(situation.machine("m4max").membership().aside()).isEmpty();
    assertThat(situation.machine("m4max").membership().interruptions()).isZero();
  }

  @Test
  void triesABaselineThatCrashedAgainButNotForEver() {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.crashed("m4max");
    assertThat(situation.running("m4max").isBaseline()).isTrue();
    situation.crashed("m4max");
    situation.crashed("m4max");

    assertThat(situation.machine("m4max").membership().aside().orElseThrow())
        .contains("baseline crashed 3 times");
    assertThat(situation.machine("m4max").branch().tally().rows()).isEqualTo(3);
  }

  @Test
  void refusesAnotherFolderUnderALiveName() {
    Situation situation = withBaseline(2.0);
    int before = situation.eventCount();

    Reply reply = situation.join("m4max", "other-folder", "other-process");

    assertThat(reply).isInstanceOf(Reply.Rejected.class);
    assertThat(((Reply.Rejected) reply).code()).isEqualTo(Reply.Code.MACHINE_TAKEN);
    assertThat(((Reply.Rejected) reply).sentence()).contains("m4max", "--machine");
    assertThat(situation.eventCount()).isEqualTo(before);
  }

  @Test
  void letsAnotherFolderTakeANameOverThatIsAwayAndFencesTheOldOne() {
    Situation situation = withBaseline(2.0);
    Experiment old = situation.running("m4max");
    situation.expire("m4max");
    assertThat(situation.running("m4max"))
        .as("a lease that runs out requeues nothing")
        .isEqualTo(old);

    situation.join("m4max", "other-folder", "other-process");
    Experiment now = situation.running("m4max");
    assertThat(now.id()).isEqualTo(old.id());
    assertThat(now.token()).isGreaterThan(old.token());

    situation.report(old, old.token(), old.base(), Situation.measured(0.5));
    assertThat(situation.machine("m4max").branch().head().orElseThrow().metric()).isEqualTo(2.0);
    assertThat(situation.events(Event.EvidenceRecorded.class)).hasSize(1);
  }

  @Test
  void countsAWinUnderTheCurrentTokenHoweverLateItComes() {
    Situation situation = withBaseline(2.0);
    Experiment running = situation.running("m4max");
    situation.expire("m4max");

    situation.report(running, running.token(), running.base(), Situation.measured(1.5));

    assertThat(situation.machine("m4max").branch().head().orElseThrow().metric()).isEqualTo(1.5);
  }

  @Test
  void givesARestartedWorkerTheAssignmentItHas() {
    Situation situation = withBaseline(2.0);
    List<Experiment> before = situation.machine("m4max").workload().assigned();

    situation.join("m4max", "m4max-folder", "another-process");

    assertThat(situation.machine("m4max").workload().assigned()).isEqualTo(before);
  }

  @Test
  void startsNoBaselineBeforeEnoughMachinesAreThere() {
    Situation situation = Situation.started(OptionalInt.of(4), 2);
    situation.join("m4max");
    assertThat(situation.machine("m4max").workload().assigned()).isEmpty();

    situation.join("mini");

    assertThat(situation.running("m4max").isBaseline()).isTrue();
    assertThat(situation.running("mini").isBaseline()).isTrue();
  }

  @Test
  void goesOnWhenTheLimitIsRaised() {
    Situation situation = Situation.started(OptionalInt.of(1), 1);
    situation.join("m4max");
    situation.measured("m4max", 2.0);
    situation.measured("m4max", 2.0);
    assertThat(situation.machine("m4max").workload().assigned()).isEmpty();

    situation.start(new Settings.Limits(7, OptionalInt.of(3), 1, false));

    assertThat(situation.machine("m4max").workload().assigned()).hasSize(2);
  }

  @Test
  void refusesToStartWithAnotherCampaignFile() {
    Situation situation = withBaseline(2.0);

    Reply reply =
        situation.send(
            new Command.StartCampaign(
                Situation.FILE.replace("10s", "20s"),
                "0123456789abcdef0123456789abcdef01234567",
                "",
                Situation.KNOBS,
                new Settings.Limits(7, OptionalInt.empty(), 1, false),
                Instant.EPOCH));

    assertThat(((Reply.Rejected) reply).code()).isEqualTo(Reply.Code.CAMPAIGN_DIFFERS);
  }

  @Test
  void refusesAnOutcomeWhosePredecessorHasNoVerdict() {
    Situation situation = withBaseline(2.0);
    Experiment waiting = situation.waiting("m4max");

    Reply reply =
        situation.report(waiting, waiting.token(), waiting.base(), Situation.measured(1.0));

    assertThat(((Reply.Rejected) reply).code()).isEqualTo(Reply.Code.OUT_OF_ORDER);
    assertThat(situation.machine("m4max").workload().waiting()).contains(waiting);
  }

  @Test
  void proposesTheSameForTheSameSeed() {
    Situation one = withBaseline(2.0);
    Situation other = withBaseline(2.0);
    for (int i = 0; i < 10; i++) {
      assertThat(one.running("m4max").proposal()).isEqualTo(other.running("m4max").proposal());
      one.measured("m4max", 2.0 - i * 0.01);
      other.measured("m4max", 2.0 - i * 0.01);
    }
  }

  private static Situation withBaseline(double metric) {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.measured("m4max", metric);
    return situation;
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
