package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What somebody promotes waits in queues, and is measured like anything else. */
class PromotionsTest {
  private static final MachineName MINI = new MachineName("mini");
  private static final String ONE = "1".repeat(40);

  private final Situation situation = Situation.started();

  @Test
  void measuresAPromotedChangeOnItsReceiverAndSaysWhatCameOfItTheNextTime() {
    baselines();
    Transplant change = knob("rack-5", "LR", "0.05");

    assertThat(promote(change).sentence()).isEqualTo("1 proposal waits on mini.");
    assertThat(promote(change).sentence()).contains("rack-5 waits on mini already");
    Experiment promoted = untilRunning(change);
    assertThat(promoted.proposal().origin()).isEqualTo(Origin.HUMAN);
    assertThat(promoted.base())
        .contains(situation.machine("mini").branch().head().orElseThrow().experiment());
    assertThat(promote(change).sentence())
        .isEqualTo("rack-5 was handed to mini already, as %s.".formatted(promoted.id()));

    situation.measured("mini", 0.9);
    assertThat(situation.machine("mini").branch().head().orElseThrow().experiment())
        .isEqualTo(promoted.id());
    Reply.Promotion again = promote(change);
    assertThat(again.proposals()).isEmpty();
    assertThat(again.sentence())
        .isEqualTo("rack-5 was measured on mini as %s: transferred.".formatted(promoted.id()));
  }

  @Test
  void offersOnWhatWonOnlyWhereItWasPromotedButNeverToWhereItCameFrom() {
    baselines();
    situation.joinClass("studio", "apple-silicon");
    situation.measured("studio", 1.0);
    Transplant change = knob("rack-5", "LR", "0.05");
    promote(change);
    untilRunning(change);
    situation.measured("mini", 0.9);

    assertThat(situation.campaign().offers().all()).containsKey(new ChangeId("rack-5"));
    for (int i = 0; i < 12; i++) {
      situation.measured("studio", 2);
      situation.measured("rack", 2);
    }
    assertThat(given("studio")).contains(new ChangeId("rack-5"));
    assertThat(given("rack")).doesNotContain(new ChangeId("rack-5"));
  }

  @Test
  void refusesToPromoteABranchToItselfAndAChangeToWhereItWasFound() {
    baselines();
    Reply.Promotion own =
        promote(List.of(knob("rack-5", "LR", "0.05")), Optional.of(MINI), false, Optional.empty());
    assertThat(own.proposals()).isEmpty();
    assertThat(own.sentence()).contains("It comes from autoresearch/").contains("itself");
    assertThat(promote(knob("mini-0", "LR", "0.05")).sentence())
        .isEqualTo("mini-0 comes from mini itself.");
  }

  @Test
  void doesNothingWhereTheBranchHasTheChangeAlready() {
    baselines();
    assertThat(promote(knob("rack-5", "LR", "0.010")).sentence())
        .isEqualTo("mini has rack-5 already.");
  }

  @Test
  void keepsWhatIsPromotedForAMachineThatIsAwayUntilItIsBack() {
    baselines();
    situation.expire("mini");
    Transplant change = knob("rack-5", "LR", "0.05");
    assertThat(promote(change).sentence())
        .isEqualTo("1 proposal waits on mini until the machine is back.");

    situation.joinClass("mini", "apple-silicon");
    untilRunning(change);
  }

  @Test
  void dropsWhatWasNotToWaitAnyLonger() {
    baselines();
    situation.expire("mini");
    promote(
        List.of(knob("rack-5", "LR", "0.05")),
        Optional.empty(),
        false,
        Optional.of(Instant.parse("2026-03-05T09:00:01Z")));
    situation.joinClass("mini", "apple-silicon");
    situation.measured("mini", 2);

    assertThat(situation.events(Event.ProposalDropped.class))
        .extracting(Event.ProposalDropped::reason)
        .containsExactly("It was not to wait any longer.");
    assertThat(situation.machine("mini").queue().waiting()).isEmpty();
  }

  @Test
  void putsWhatIsPromotedNowBeforeAllThatWaitsAndLosesNothing() {
    baselines();
    Experiment waited = situation.waiting("mini");
    promote(knob("rack-5", "LR", "0.05"));
    promote(List.of(knob("rack-6", "LR", "0.06")), Optional.empty(), true, Optional.empty());

    situation.measured("mini", 2);
    assertThat(given("mini")).containsExactly(new ChangeId("rack-6"));
    situation.measured("mini", 2);
    assertThat(situation.running("mini").proposal()).isEqualTo(waited.proposal());
    situation.measured("mini", 2);
    assertThat(given("mini")).containsExactly(new ChangeId("rack-6"), new ChangeId("rack-5"));
  }

  @Test
  void takesAStackThatFailsApartUntilEachOfItsChangesHasAnAnswer() {
    baselines();
    Transplant stack =
        new Transplant(
            Transplant.Kind.STACK,
            List.of(
                part("rack-2", "LR", "0.05"),
                part("rack-3", "DEPTH", "7"),
                part("rack-5", "OPTIMIZER", "adamw")),
            false);
    promote(stack);
    // Only DEPTH 7 hurts; the others help.
    for (int i = 0; i < 16; i++) {
      Experiment running = situation.running("mini");
      Map<String, String> knobs = running.proposal().edit().knobs();
      boolean isOurs = running.proposal().origin() == Origin.HUMAN;
      double head = situation.machine("mini").branch().head().orElseThrow().metric();
      situation.measured(
          "mini", !isOurs || knobs.getOrDefault("DEPTH", "").equals("7") ? 2 : head - 0.01);
    }
    assertThat(transfers())
        .containsEntry(new ChangeId("rack-2"), Transfer.TRANSFERRED)
        .containsEntry(new ChangeId("rack-5"), Transfer.TRANSFERRED)
        .hasEntrySatisfying(
            new ChangeId("rack-3"),
            transfer -> assertThat(transfer).isNotEqualTo(Transfer.TRANSFERRED));
  }

  @Test
  void measuresAChangeOnceThatAStackNamesTwice() {
    baselines();
    Transplant.Part part = commit(ONE);

    Transplant stack = new Transplant(Transplant.Kind.STACK, List.of(part, part), false);
    assertThat(promote(stack).proposals())
        .extracting(each -> each.transplant().orElseThrow())
        .containsExactly(Transplant.of(part));
  }

  @Test
  void runsWhatIsPromotedThoughAllExperimentsAskedForAreDone() {
    Situation limited = Situation.started(OptionalInt.of(0), 1);
    limited.joinClass("mini", "apple-silicon");
    limited.measured("mini", 1.0);
    assertThat(limited.machine("mini").workload().assigned()).isEmpty();
    limited.send(
        new Command.Promote(
            List.of(knob("rack-5", "LR", "0.05")),
            Optional.empty(),
            List.of(MINI),
            false,
            Optional.empty(),
            Instant.EPOCH));
    assertThat(limited.running("mini").proposal().origin()).isEqualTo(Origin.HUMAN);
  }

  @Test
  void withdrawsAPatchThatChangesNothingThere() {
    baselines();
    Transplant change =
        Transplant.of(
            new Transplant.Part(
                new ChangeId(ONE),
                Optional.empty(),
                new Edit(Map.of(), Optional.of(Patch.of(ONE))),
                Map.of(),
                "a patch"));
    promote(change);
    Experiment running = untilRunning(change);
    int rows = situation.machine("mini").branch().tally().rows();
    situation.report(
        running,
        running.token(),
        running.base(),
        new Outcome.Crashed("no-change", "It changes nothing.", "", RunFacts.NEVER_STARTED));

    assertThat(situation.machine("mini").branch().tally().rows()).isEqualTo(rows);
    assertThat(situation.machine("mini").workload().find(running.id())).isEmpty();
    assertThat(situation.machine("mini").workload().assigned()).hasSize(2);
    assertThat(promote(change).sentence()).contains("changed nothing there");
  }

  @Test
  void recordsAPatchThatConflictsAsNotTransferable() {
    baselines();
    Transplant change =
        Transplant.of(
            new Transplant.Part(
                new ChangeId(ONE),
                Optional.empty(),
                new Edit(Map.of(), Optional.of(Patch.of(ONE))),
                Map.of(),
                "a patch"));
    promote(change);
    Experiment running = untilRunning(change);
    situation.report(
        running,
        running.token(),
        running.base(),
        new Outcome.Crashed("edit", "It conflicts.", "<<<", RunFacts.NEVER_STARTED));
    assertThat(transfers()).containsEntry(new ChangeId(ONE), Transfer.NOT_TRANSFERABLE);
  }

  @Test
  void bringsNoCommitAlongThatIsLeftOutOfAStack() {
    baselines();
    Transplant.Part one = commit("1".repeat(40));
    Transplant.Part two = commit("2".repeat(40));
    Transplant.Part three = commit("3".repeat(40));
    promote(Transplant.of(two));
    untilRunning(Transplant.of(two));
    situation.measured("mini", 2);

    Transplant stack = new Transplant(Transplant.Kind.STACK, List.of(one, two, three), false);
    assertThat(promote(stack).proposals())
        .extracting(each -> each.edit().patch().orElseThrow())
        .as("a row from the first to the third would bring the second")
        .containsExactly(Patch.of("1".repeat(40)), Patch.of("3".repeat(40)));
  }

  @Test
  void startsANewMachineWithWhatTheOthersHaveComeTo() {
    baselines();
    situation.measured("rack", 0.9);
    situation.measured("rack", 0.8);
    Map<String, String> knobs = situation.machine("rack").branch().knobs();

    situation.joinClass("rack-b", "h100");
    assertThat(situation.running("rack-b").isBaseline()).isTrue();
    situation.measured("rack-b", 1.0);

    Experiment first = situation.running("rack-b");
    Transplant transplant = first.proposal().transplant().orElseThrow();
    assertThat(transplant.kind()).isEqualTo(Transplant.Kind.CONFIGURATION);
    assertThat(knobs).containsAllEntriesOf(first.proposal().edit().knobs());
    assertThat(transplant.changes()).hasSize(2);
    situation.measured("rack-b", 0.7);
    assertThat(situation.machine("rack-b").branch().head().orElseThrow().experiment())
        .isEqualTo(first.id());
    assertThat(situation.machine("rack-b").reception().receipts().keySet())
        .containsExactlyInAnyOrderElementsOf(transplant.changes());
  }

  @Test
  void doesNotTakeAConfigurationApartThatFailsOnANewMachine() {
    baselines();
    situation.measured("rack", 0.9);
    situation.measured("rack", 0.8);
    situation.joinClass("rack-b", "h100");
    situation.measured("rack-b", 1.0);
    List<ChangeId> changes =
        situation.running("rack-b").proposal().transplant().orElseThrow().changes();
    situation.measured("rack-b", 3);

    assertThat(situation.machine("rack-b").reception().receipts().values())
        .as("a whole that failed says nothing of its parts")
        .noneMatch(each -> each.transfer().isPresent());
    for (int i = 0; i < 12; i++) {
      situation.measured("rack-b", 3);
    }
    assertThat(given("rack-b")).as("one by one, as any wins").containsAll(changes);
  }

  private void baselines() {
    situation.joinClass("rack", "h100");
    situation.joinClass("mini", "apple-silicon");
    situation.measured("rack", 1.0);
    situation.measured("mini", 1.0);
  }

  private Reply.Promotion promote(Transplant transplant) {
    return promote(List.of(transplant), Optional.empty(), false, Optional.empty());
  }

  private Reply.Promotion promote(
      List<Transplant> transplants,
      Optional<MachineName> from,
      boolean now,
      Optional<Instant> expires) {
    Reply reply =
        situation.send(
            new Command.Promote(
                transplants,
                from,
                List.of(MINI),
                now,
                expires,
                Instant.parse("2026-03-05T09:00:00Z").plus(Duration.ofMillis(1))));
    return ((Reply.Promoted) reply).promotions().get(0);
  }

  private Experiment untilRunning(Transplant transplant) {
    for (int i = 0; i < 10; i++) {
      Experiment running = situation.running("mini");
      if (running.proposal().transplant().equals(Optional.of(transplant))) {
        return running;
      }
      situation.measured("mini", 2);
    }
    throw new AssertionError("It never ran.");
  }

  private List<ChangeId> given(String machine) {
    List<ChangeId> given = new ArrayList<>();
    for (Event.ExperimentJudged judged : situation.events(Event.ExperimentJudged.class)) {
      if (judged.machine().text().equals(machine)) {
        judged
            .experiment()
            .proposal()
            .transplant()
            .filter(each -> each.kind() == Transplant.Kind.WIN)
            .ifPresent(each -> given.addAll(each.changes()));
      }
    }
    situation
        .machine(machine)
        .workload()
        .running()
        .flatMap(each -> each.proposal().transplant())
        .filter(each -> each.kind() == Transplant.Kind.WIN)
        .ifPresent(each -> given.addAll(each.changes()));
    return given;
  }

  private Map<ChangeId, Transfer> transfers() {
    return situation.machine("mini").reception().receipts().entrySet().stream()
        .filter(each -> each.getValue().transfer().isPresent())
        .collect(
            Collectors.toMap(Map.Entry::getKey, each -> each.getValue().transfer().orElseThrow()));
  }

  private static Transplant knob(String change, String knob, String value) {
    return Transplant.of(part(change, knob, value));
  }

  private static Transplant.Part commit(String commit) {
    return new Transplant.Part(
        new ChangeId(commit),
        Optional.empty(),
        new Edit(Map.of(), Optional.of(Patch.of(commit))),
        Map.of(),
        "a patch");
  }

  private static Transplant.Part part(String change, String knob, String value) {
    return new Transplant.Part(
        ChangeId.of(ExperimentId.parse(change)),
        Optional.of("h100"),
        new Edit(Map.of(knob, value)),
        Map.of(knob, Situation.KNOBS.get(knob)),
        "%s %s -> %s".formatted(knob, Situation.KNOBS.get(knob), value));
  }
}
