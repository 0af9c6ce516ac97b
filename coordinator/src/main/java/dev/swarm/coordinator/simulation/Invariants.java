package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Workload;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Receipt;
import dev.swarm.shared.verdict.Status;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign's state and its events must agree on, one after the other. It needs nothing but
 * them, so any test that drives a campaign can use it; one for each campaign.
 */
public final class Invariants {
  /** The most that the campaigns under test allow, by the default of the campaign file. */
  private static final int MOST_CONFIRMATIONS = 4;

  /** One running, one waiting. */
  private static final int MOST_ASSIGNED = 2;

  private static final double NEGLIGIBLE = 1e-9;

  private final Checks checks;
  private final Map<MachineName, Known> machines = new HashMap<>();
  private long lastToken;

  /** What was assigned where nothing new may be: a machine ran it by itself, or it is wrong. */
  private Optional<Event.ExperimentAssigned> unexpected = Optional.empty();

  /** What is remembered of a machine, by the numbers of its experiments. */
  private static final class Known {
    final BitSet judged = new BitSet();
    final BitSet heads = new BitSet();
    Event.ExperimentJudged last;
  }

  public Invariants(Checks checks) {
    this.checks = checks;
  }

  /**
   * Checks one event, in the order of the journal.
   *
   * @param before the campaign before the event
   * @param after the campaign with the event applied
   * @throws InvariantViolation naming what does not hold
   */
  public void check(Campaign before, Event event, Campaign after) {
    explainsWhatWasUnexpected(before, event);
    if (!(event instanceof Event.OfMachine ofMachine)) {
      return;
    }
    Known known = machines.computeIfAbsent(ofMachine.machine(), name -> new Known());
    Machine machineBefore = before.machines().get(ofMachine.machine());
    Machine machine = after.machines().get(ofMachine.machine());
    if (event instanceof Event.ExperimentAssigned assigned) {
      tokenOnlyGrows(assigned.token(), event);
      startsNothingThatIsStopped(before, machineBefore, assigned);
      transplantsNeverComeBack(machineBefore, assigned);
    } else if (event instanceof Event.ExperimentHandedOutAgain again) {
      tokenOnlyGrows(again.token(), event);
    } else if (event instanceof Event.ConfirmationOrdered order) {
      tokenOnlyGrows(order.token(), event);
      confirmationsAreBounded(machineBefore, order);
    } else if (event instanceof Event.ExperimentJudged verdict) {
      judgedOnce(known, machineBefore, verdict);
    } else if (event instanceof Event.RungMeasured run) {
      checks.that(Invariant.ONE_VERDICT, !known.judged.get(run.id().number()), run);
      known.judged.set(run.id().number());
    } else if (event instanceof Event.BranchAdvanced advanced) {
      advancesToWhatWasJudgedBetter(
          after.settings().orElseThrow().file().direction(), known, machineBefore, advanced);
    }
    headMovesByAdvancingOnly(machineBefore, machine, event);
    workloadIsBounded(known, machine, event);
  }

  private void tokenOnlyGrows(long token, Event event) {
    checks.that(Invariant.TOKENS_ONLY_GROW, token > lastToken, event);
    lastToken = token;
  }

  /** What a machine has run already is no news; that it has is the very next event. */
  private void startsNothingThatIsStopped(
      Campaign before, Machine machine, Event.ExperimentAssigned assigned) {
    boolean isStopped = before.paused() || machine.membership().paused();
    unexpected = isStopped ? Optional.of(assigned) : Optional.empty();
  }

  private void explainsWhatWasUnexpected(Campaign before, Event event) {
    boolean isExplained =
        unexpected.isEmpty()
            || event instanceof Event.OfflineRunTaken taken
                && taken.id().equals(unexpected.get().id());
    checks.that(Invariant.NOTHING_NEW_WHILE_PAUSED, isExplained || !before.paused(), unexpected);
    checks.that(Invariant.NOTHING_NEW_WHILE_DRAINED, isExplained || before.paused(), unexpected);
    unexpected = Optional.empty();
  }

  private void transplantsNeverComeBack(Machine before, Event.ExperimentAssigned assigned) {
    Optional<Transplant> transplant = assigned.proposal().transplant();
    if (transplant.isEmpty()) {
      return;
    }
    // What a newcomer starts with is all that another branch has, whoever found it.
    if (transplant.get().kind() == Transplant.Kind.CONFIGURATION) {
      return;
    }
    boolean isFirst =
        !transplant.get().relative()
            && assigned.proposal().repairs() == 0
            && !assigned.proposal().reason().contains("no longer the head");
    for (ChangeId change : transplant.get().changes()) {
      checks.that(Invariant.TRANSPLANTS_NEVER_RETURN, !change.isFrom(assigned.machine()), assigned);
      checks.that(
          Invariant.WINS_ARE_MEASURED_ONCE, !isFirst || isUnmeasured(before, change), assigned);
    }
  }

  /** It was never given to the machine, or taken back before its verdict. */
  private static boolean isUnmeasured(Machine machine, ChangeId change) {
    Receipt receipt = machine.reception().receipts().get(change);
    return receipt == null
        || receipt.transfer().isEmpty()
            && machine.workload().assigned().stream()
                .noneMatch(each -> each.id().equals(receipt.experiment()));
  }

  private void confirmationsAreBounded(Machine before, Event.ConfirmationOrdered order) {
    Workload workload = before.workload();
    checks.that(
        Invariant.CONFIRMATIONS_ARE_BOUNDED,
        workload.trial().confirmations() <= MOST_CONFIRMATIONS
            && workload.running().isPresent()
            && workload.running().get().id().equals(order.id()),
        order);
  }

  private void judgedOnce(Known known, Machine before, Event.ExperimentJudged verdict) {
    int number = verdict.id().number();
    checks.that(Invariant.ONE_VERDICT, !known.judged.get(number), verdict);
    checks.that(
        Invariant.RUNGS_NEVER_RATCHET, verdict.experiment().proposal().rung().isEmpty(), verdict);
    known.judged.set(number);
    known.last = verdict;
    Optional<Experiment> running = before.workload().running();
    checks.that(
        Invariant.STALE_TOKENS_NEVER_RATCHET,
        running.isPresent() && running.get().token() == verdict.experiment().token(),
        verdict);
    checks.that(
        Invariant.ROWS_ARE_CONSECUTIVE,
        verdict.row() == before.branch().tally().rows() + 1,
        verdict);
  }

  private void advancesToWhatWasJudgedBetter(
      Direction direction, Known known, Machine before, Event.BranchAdvanced advanced) {
    Event.ExperimentJudged verdict = known.last;
    Optional<Head> head = before.branch().head();
    checks.that(
        Invariant.ADVANCES_FROM_ITS_HEAD,
        verdict != null
            && verdict.id().equals(advanced.id())
            && verdict.verdict().status() == Status.KEEP
            && verdict.experiment().base().equals(head.map(Head::experiment)),
        advanced);
    checks.that(Invariant.NEVER_GOES_BACK, !known.heads.get(advanced.id().number()), advanced);
    known.heads.set(advanced.id().number());
    double mean = verdict.runs().stream().mapToDouble(each -> each).average().orElse(Double.NaN);
    double metric = advanced.head().metric();
    checks.that(
        Invariant.HEAD_IS_WHAT_RAN,
        Math.abs(mean - metric) <= NEGLIGIBLE * Math.abs(mean)
            && verdict.outcome() instanceof Outcome.Measured measured
            && measured.metric() == metric,
        advanced);
    checks.that(
        Invariant.ADVANCES_ONLY_TO_BETTER,
        head.isEmpty() || !advanced.realWin() || direction.better(metric, head.get().metric()),
        advanced);
  }

  private void headMovesByAdvancingOnly(Machine before, Machine after, Event event) {
    if (before == null || event instanceof Event.BranchAdvanced) {
      return;
    }
    Head head = before.branch().head().orElse(null);
    Head now = after.branch().head().orElse(null);
    checks.that(
        Invariant.NEVER_GOES_BACK,
        head == now
            || head != null
                && now != null
                && head.experiment().equals(now.experiment())
                && head.commit().equals(now.commit()),
        event);
  }

  private void workloadIsBounded(Known known, Machine machine, Event event) {
    checks.that(
        Invariant.ONE_RUNNING_ONE_WAITING,
        machine.workload().assigned().size() <= MOST_ASSIGNED,
        event);
    for (Experiment each : machine.workload().assigned()) {
      checks.that(
          Invariant.NOTHING_JUDGED_IS_ASSIGNED, !known.judged.get(each.id().number()), event);
    }
  }
}
