package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.Ladder;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.knob.KnobText;
import dev.swarm.shared.search.RandomSearch;
import dev.swarm.shared.search.Seeds;
import dev.swarm.shared.verdict.Judgement;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/** Who runs what: one running and one waiting experiment per machine, the baseline first. */
final class Assignments {
  private Assignments() {}

  /** Gives work to every machine that has room for it, once enough machines are there. */
  static void fillAll(Draft draft, Instant at) {
    Campaign campaign = draft.campaign();
    if (campaign.machines().size() >= draft.settings().limits().waitFor()) {
      campaign.machines().values().stream()
          .filter(machine -> machine.workload().assigned().size() < Workload.CAPACITY)
          .forEach(machine -> fill(draft, machine, at));
    }
  }

  /** Gives work to the machines that have room for it, because more may be tried than before. */
  static void fillIdle(Draft draft, Instant at) {
    Campaign campaign = draft.campaign();
    boolean begun = campaign.machines().size() >= draft.settings().limits().waitFor();
    if (begun && !campaign.paused()) {
      campaign.idle().stream().sorted().forEach(name -> fill(draft, draft.machine(name), at));
    }
  }

  /** The machines that would take more than they have, if there were anything for them. */
  static PSet<MachineName> idle(Settings settings, Collection<Machine> machines) {
    return HashTreePSet.from(
        machines.stream().filter(machine -> isIdle(settings, machine)).map(Machine::name).toList());
  }

  /** Whether a machine would take more than it has, if there were anything for it. */
  static boolean isIdle(Settings settings, Machine machine) {
    return machine.membership().getsWork()
        && !machine.absence().isReturning()
        && machine.workload().assigned().size() < Workload.CAPACITY
        && !isLimitReached(settings, machine);
  }

  static void fill(Draft draft, Machine stale, Instant at) {
    while (true) {
      Machine machine = draft.machine(stale.name());
      Workload workload = machine.workload();
      boolean getsNews = isOn(draft, machine) && !machine.absence().isReturning();
      if (!getsNews || workload.assigned().size() >= Workload.CAPACITY) {
        return;
      }
      Optional<ExperimentId> base = baseOfNext(machine);
      if (base.isEmpty()) {
        assign(draft, machine, Proposal.baseline(), base, OptionalInt.empty(), at);
      } else if (!assignNext(draft, machine, base, at)) {
        return;
      }
    }
  }

  /** Whether neither its machine nor everybody was told to stop. */
  private static boolean isOn(Draft draft, Machine machine) {
    return machine.membership().getsWork() && !draft.campaign().paused();
  }

  /** First what waits in the queue, then wins of others, then ideas. */
  private static boolean assignNext(
      Draft draft, Machine machine, Optional<ExperimentId> base, Instant at) {
    if (!machine.branch().approved() && draft.settings().limits().approval()) {
      return false;
    }
    // No limit holds back what somebody asked for.
    boolean limited = isLimitReached(draft.settings(), machine);
    Optional<ProposalQueue.Queued> queued =
        Queues.next(draft, machine.name(), each -> !limited || each.origin() == Origin.HUMAN, at);
    if (queued.isPresent()) {
      OptionalInt number = OptionalInt.of(queued.get().number());
      assign(draft, machine, queued.get().proposal(), base, number, at);
      return true;
    }
    Optional<Ladders.Next> next = limited ? Optional.empty() : next(draft, machine, base);
    next.ifPresent(
        each ->
            assign(
                draft,
                machine,
                each.proposal(),
                Optional.of(each.base()),
                OptionalInt.empty(),
                at));
    return next.isPresent();
  }

  /**
   * Hands a proposal that was made on the head to its machine, before anything the search has;
   * while nothing is to start there it waits in the queue. A machine that tells of what it did
   * alone may have thought of it as well, which its next run shows.
   */
  static void handOut(Draft draft, Machine stale, Proposal proposal, Instant at) {
    Machine machine = draft.machine(stale.name());
    if (isLimitReached(draft.settings(), machine)) {
      return;
    }
    if (!isOn(draft, machine)) {
      Queues.add(draft, machine.name(), List.of(proposal), true, Optional.empty(), at);
    } else {
      assign(
          draft,
          machine,
          proposal,
          machine.branch().head().map(Head::experiment),
          OptionalInt.empty(),
          at);
    }
  }

  /** After a win on a head that had moved on: the same change is measured on the new one. */
  static void measureOnHead(Draft draft, Machine stale, Proposal proposal, Instant at) {
    Machine machine = draft.machine(stale.name());
    Map<String, String> knobs = machine.branch().knobs();
    Edit rest = changing(proposal.edit(), knobs);
    boolean isNews =
        !rest.isNothing()
            && machine.workload().assigned().stream()
                .noneMatch(each -> each.proposal().edit().equals(rest));
    if (isNews) {
      handOut(draft, machine, adapted(proposal, rest, knobs), at);
    }
  }

  /** A new folder took the name over; whatever it does not have is run again under a new token. */
  static void handOutAgainWhatIsNotHeld(Draft draft, Command.Join join) {
    for (Experiment each : draft.machine(join.machine()).workload().assigned()) {
      if (!join.held().contains(new Command.Held(each.id(), each.token()))) {
        draft.add(
            new Event.ExperimentHandedOutAgain(
                each.id(),
                draft.campaign().lastToken() + 1,
                "Another worker took over the machine's name and does not have this run.",
                false,
                join.at()));
      }
    }
  }

  /** After a keep: puts the waiting experiment on the new head, or takes it back. */
  static void rebaseWaiting(Draft draft, Machine stale, Instant at) {
    Machine machine = draft.machine(stale.name());
    Head head = machine.branch().head().orElseThrow();
    for (Experiment each : machine.workload().assigned()) {
      Map<String, String> knobs = machine.branch().knobs();
      Edit rest = changing(each.proposal().edit(), knobs);
      if (Ladders.isBound(each.proposal())) {
        continue;
      }
      if (rest.isNothing()) {
        draft.add(
            new Event.ExperimentWithdrawn(each.id(), "It changes nothing on the new head.", at));
      } else if (!each.base().equals(Optional.of(head.experiment()))) {
        Proposal was = each.proposal();
        draft.add(
            new Event.ExperimentRebased(
                each.id(), head.experiment(), adapted(was, rest, knobs), at));
      }
    }
  }

  /** Somebody has looked at a baseline: that machine's loop may begin. */
  static Reply approve(Draft draft, Command.ApproveLoop approve) {
    Optional<MachineName> named = approve.machine();
    if (named.isPresent() && draft.machine(named.get()) == null) {
      return Memberships.unknown(draft, named.get());
    }
    for (Machine machine : draft.campaign().machines().values()) {
      if (!machine.branch().approved() && named.map(machine.name()::equals).orElse(true)) {
        draft.add(new Event.LoopApproved(machine.name(), approve.at()));
        fill(draft, machine, approve.at());
      }
    }
    return Reply.ACCEPTED;
  }

  /** After a crash of the baseline: nothing can wait on a head that never came to be. */
  static void withdrawWaiting(Draft draft, Machine stale, Instant at) {
    for (Experiment each : draft.machine(stale.name()).workload().assigned()) {
      draft.add(new Event.ExperimentWithdrawn(each.id(), "Its baseline crashed.", at));
    }
  }

  static Machine apply(Machine machine, Event event) {
    Workload workload = machine.workload();
    if (event instanceof Event.ExperimentAssigned assigned) {
      return machine.with(
          workload.assign(
              new Experiment(
                  assigned.id(),
                  assigned.token(),
                  1,
                  assigned.proposal(),
                  assigned.base(),
                  assigned.at())));
    }
    if (event instanceof Event.ExperimentHandedOutAgain again) {
      return machine.with(
          again.interrupted()
              ? workload.handOutNext(again.id(), again.token())
              : workload.handOutAgain(again.id(), again.token()));
    }
    if (event instanceof Event.RunMeasured run && run.side() == Judgement.Side.CANDIDATE) {
      return machine.with(workload.measured(run.commit(), run.outcome()));
    }
    if (event instanceof Event.ConfirmationOrdered order) {
      return machine.with(workload.confirm(order.id(), order.side(), order.token()));
    }
    if (event instanceof Event.ExperimentRebased rebased) {
      Experiment before = workload.find(rebased.id()).orElseThrow();
      return machine.with(workload.rebase(before.onto(rebased.base(), rebased.proposal())));
    }
    if (event instanceof Event.ExperimentWithdrawn withdrawn) {
      return machine.with(workload.withdraw(withdrawn.id()));
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return machine.with(workload.remove(judged.id()));
    }
    if (event instanceof Event.RungMeasured measured) {
      return machine.with(workload.remove(measured.id()));
    }
    if (event instanceof Event.EvidenceRecorded evidence) {
      return machine.with(workload.settled(new Command.Held(evidence.id(), evidence.token())));
    }
    return event instanceof Event.BranchAdvanced ? machine.with(workload.onNewHead()) : machine;
  }

  /** The lease token that an event gives, 0 when it gives none. */
  static long token(Event event) {
    if (event instanceof Event.ExperimentAssigned assigned) {
      return assigned.token();
    }
    if (event instanceof Event.ConfirmationOrdered order) {
      return order.token();
    }
    return event instanceof Event.ExperimentHandedOutAgain again ? again.token() : 0;
  }

  /** The head by the time the next experiment starts; empty when that must be a baseline. */
  private static Optional<ExperimentId> baseOfNext(Machine machine) {
    return machine
        .branch()
        .head()
        .map(Head::experiment)
        .or(() -> machine.workload().running().map(Experiment::id));
  }

  private static Optional<Ladders.Next> next(
      Draft draft, Machine machine, Optional<ExperimentId> base) {
    Settings settings = draft.settings();
    Optional<Ladders.Next> win =
        Transplants.nextFor(draft.campaign(), machine)
            .map(each -> new Ladders.Next(each, base.orElseThrow()));
    if (win.isPresent()) {
      return win;
    }
    Optional<Ladder> ladder = Ladders.of(settings, machine);
    // While the baseline runs there is no head that could be measured on another rung.
    if (ladder.isPresent() && machine.branch().head().isPresent()) {
      return Ladders.next(draft.campaign(), machine, ladder.get(), random(settings, machine));
    }
    return Ideas.next(draft.campaign(), machine, random(settings, machine))
        .map(each -> new Ladders.Next(each, base.orElseThrow()));
  }

  private static void assign(
      Draft draft,
      Machine machine,
      Proposal proposal,
      Optional<ExperimentId> base,
      OptionalInt queued,
      Instant at) {
    draft.add(
        new Event.ExperimentAssigned(
            new ExperimentId(machine.name(), machine.workload().nextNumber()),
            draft.campaign().lastToken() + 1,
            proposal,
            base,
            queued,
            at));
  }

  private static boolean isLimitReached(Settings settings, Machine machine) {
    OptionalInt left = left(settings, machine);
    return left.isPresent() && left.getAsInt() <= 0;
  }

  /** How many more experiments a machine may be handed; absent for no limit. */
  static OptionalInt left(Settings settings, Machine machine) {
    OptionalInt limit = settings.limits().experimentsPerMachine();
    int handedOut =
        machine.branch().tally().experiments()
            + (int) machine.workload().assigned().stream().filter(Ladders::isCounted).count();
    return limit.isPresent() ? OptionalInt.of(limit.getAsInt() - handedOut) : limit;
  }

  /** The same proposal, saying what it changes here; a patch keeps its own description. */
  static Proposal adapted(Proposal was, Edit rest, Map<String, String> knobs) {
    return was.with(
        rest, rest.patch().isPresent() ? was.description() : RandomSearch.describe(rest, knobs));
  }

  /** What of an edit is not so already. */
  static Edit changing(Edit edit, Map<String, String> knobs) {
    Map<String, String> rest = new TreeMap<>(edit.knobs());
    rest.entrySet()
        .removeIf(
            each ->
                knobs.containsKey(each.getKey())
                    && KnobText.same(each.getValue(), knobs.get(each.getKey())));
    return edit.with(rest);
  }

  private static SplittableRandom random(Settings settings, Machine machine) {
    return Seeds.ofProposal(
        settings.limits().seed(), machine.name(), machine.workload().nextNumber());
  }
}
