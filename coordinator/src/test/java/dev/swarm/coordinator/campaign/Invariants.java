package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Receipt;
import dev.swarm.shared.verdict.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold after every event of every campaign, each with its name. */
final class Invariants {
  private final Map<ExperimentId, Event.ExperimentJudged> judged = new HashMap<>();
  private final Set<Long> tokens = new HashSet<>();
  private long lastToken;

  /** Before {@code event} is applied to {@code before}. */
  void check(Campaign before, Event event) {
    if (event instanceof Event.ExperimentAssigned assigned) {
      tokenOnlyGrows(assigned.token());
      transplantsNeverComeBack(before, assigned);
    } else if (event instanceof Event.ExperimentHandedOutAgain again) {
      tokenOnlyGrows(again.token());
    } else if (event instanceof Event.ConfirmationOrdered order) {
      tokenOnlyGrows(order.token());
      confirmationsAreBounded(before, order);
    } else if (event instanceof Event.ExperimentJudged verdict) {
      oneVerdictPerExperiment(verdict);
      onlyTheCurrentTokenIsJudged(before, verdict);
      rowsAreConsecutive(before, verdict);
    } else if (event instanceof Event.BranchAdvanced advanced) {
      branchAdvancesOnlyToWhatWasJudgedBetter(before, advanced);
    }
  }

  /** After each event. */
  void check(Campaign after) {
    for (Machine machine : after.machines().values()) {
      assertThat(machine.workload().assigned())
          .as("at most one running and one waiting experiment")
          .hasSizeLessThanOrEqualTo(Workload.CAPACITY);
      assertThat(machine.workload().assigned().stream().map(Experiment::id))
          .as("nothing that has a verdict is assigned")
          .noneMatch(judged::containsKey);
    }
  }

  private void tokenOnlyGrows(long token) {
    assertThat(token).as("a lease token only grows").isGreaterThan(lastToken);
    assertThat(tokens.add(token)).as("a lease token is given once").isTrue();
    lastToken = token;
  }

  private static void transplantsNeverComeBack(Campaign before, Event.ExperimentAssigned assigned) {
    assigned
        .proposal()
        .transplant()
        .filter(transplant -> !transplant.relative())
        .filter(transplant -> transplant.kind() != Transplant.Kind.CONFIGURATION)
        .ifPresent(
            transplant -> {
              assertThat(transplant.changes())
                  .as("a transplant never returns to where it came from")
                  .noneMatch(change -> change.isFrom(assigned.machine()));
              if (assigned.proposal().repairs() == 0
                  && !assigned.proposal().reason().contains("no longer the head")) {
                Machine machine = before.machines().get(assigned.machine());
                for (ChangeId change : transplant.changes()) {
                  Receipt receipt = machine.reception().receipts().get(change);
                  assertThat(receipt)
                      .as("a change is measured once on a machine, and not twice at a time")
                      .matches(
                          each ->
                              each == null
                                  || each.transfer().isEmpty()
                                      && machine.workload().find(each.experiment()).isEmpty());
                }
              }
            });
  }

  private static void confirmationsAreBounded(Campaign before, Event.ConfirmationOrdered order) {
    assertThat(before.machines().get(order.machine()).workload().trial().confirmations())
        .as("an experiment is confirmed a bounded number of times")
        .isLessThanOrEqualTo(4);
    assertThat(before.machines().get(order.machine()).workload().running().map(Experiment::id))
        .as("only what has just been measured is confirmed")
        .contains(order.id());
  }

  private void oneVerdictPerExperiment(Event.ExperimentJudged verdict) {
    assertThat(judged.put(verdict.id(), verdict)).as("one verdict per experiment").isNull();
  }

  private static void onlyTheCurrentTokenIsJudged(Campaign before, Event.ExperimentJudged verdict) {
    Optional<Experiment> assigned = before.machines().get(verdict.machine()).workload().running();
    assertThat(assigned.map(Experiment::token))
        .as("a stale token never ratchets")
        .contains(verdict.experiment().token());
  }

  private static void rowsAreConsecutive(Campaign before, Event.ExperimentJudged verdict) {
    assertThat(verdict.row())
        .as("every verdict is one row of the ledger")
        .isEqualTo(before.machines().get(verdict.machine()).branch().tally().rows() + 1);
  }

  private void branchAdvancesOnlyToWhatWasJudgedBetter(
      Campaign before, Event.BranchAdvanced advanced) {
    Event.ExperimentJudged verdict = judged.get(advanced.id());
    assertThat(verdict).as("a branch advances only to what has a verdict").isNotNull();
    assertThat(verdict.verdict().status()).isEqualTo(Status.KEEP);
    Optional<Head> head = before.machines().get(advanced.machine()).branch().head();
    assertThat(verdict.experiment().base())
        .as("a branch advances only from its head")
        .isEqualTo(head.map(Head::experiment));
    assertThat(advanced.head().metric())
        .as("a head's number is the mean of its runs")
        .isCloseTo(
            verdict.runs().stream().mapToDouble(each -> each).average().orElseThrow(),
            withinPercentage(1e-9));
    assertThat(((Outcome.Measured) verdict.outcome()).metric()).isEqualTo(advanced.head().metric());
    Head incumbent = head.orElse(null);
    if (incumbent != null && advanced.realWin()) {
      assertThat(advanced.head().metric())
          .as("a branch advances to a real win only where the evidence is better")
          .isLessThan(incumbent.metric());
    }
  }
}
