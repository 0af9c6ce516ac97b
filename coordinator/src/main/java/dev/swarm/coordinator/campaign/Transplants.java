package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Discovery;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.pollination.Pollination;
import dev.swarm.shared.pollination.RelativeStep;
import dev.swarm.shared.pollination.Transfer;
import dev.swarm.shared.pollination.Win;
import dev.swarm.shared.search.RandomSearch;
import dev.swarm.shared.verdict.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pcollections.PMap;

/**
 * Wins that travel: recorded once when a branch advances, pulled by a machine that needs its next
 * experiment, measured there like anything else, and remembered with what came of them.
 */
final class Transplants {
  /** Noise floors that a win must be better by to be worth carrying. */
  private static final double WORTH_CARRYING = 1;

  private Transplants() {}

  /** The next win that a machine should try, if any. */
  static Optional<Proposal> nextFor(Campaign campaign, Machine machine) {
    Map<String, String> knobs = machine.branch().knobs();
    int given = machine.workload().nextNumber();
    return Pollination.nextFor(
            machine.membership().hardwareClass(),
            machine.reception(),
            given,
            campaign.offers().values(),
            edit -> isNew(machine, Assignments.changing(edit, knobs)))
        .map(win -> proposal(win, win.edit(), knobs, false));
  }

  /** A step that was carried over as a value and failed is tried once more as a step. */
  static void tryRelative(Draft draft, Experiment discarded, Instant at) {
    Optional<Transplant> transplant = discarded.proposal().transplant();
    if (transplant.isEmpty() || transplant.get().relative()) {
      return;
    }
    Machine machine = draft.machine(discarded.id().machine());
    Map<String, String> knobs = machine.branch().knobs();
    Optional.ofNullable(draft.campaign().offers().get(transplant.get().source()))
        .map(Offer::win)
        .flatMap(
            win ->
                RelativeStep.of(draft.settings().file().knobs(), win, knobs)
                    .filter(edit -> isNew(machine, Assignments.changing(edit, knobs)))
                    .map(edit -> proposal(win, edit, knobs, true)))
        .ifPresent(proposal -> Assignments.handOut(draft, machine, proposal, at));
  }

  /** What a machine knows of the wins of others. */
  static Machine apply(PMap<ExperimentId, Offer> offers, Machine machine, Event event) {
    if (event instanceof Event.BranchAdvanced advanced && isOwn(advanced)) {
      return machine.with(machine.reception().knows(advanced.id()));
    }
    if (event instanceof Event.ExperimentAssigned assigned) {
      return winOf(offers, assigned.proposal())
          .map(win -> machine.with(machine.reception().given(win)))
          .orElse(machine);
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return winOf(offers, judged.experiment().proposal())
          .map(
              win ->
                  machine.with(machine.reception().judged(win.hardwareClass(), transfer(judged))))
          .orElse(machine);
    }
    return machine;
  }

  /** How far wins have got. */
  static PMap<ExperimentId, Offer> apply(
      PMap<ExperimentId, Offer> offers, Machine before, Machine after, Event event) {
    if (event instanceof Event.BranchAdvanced advanced && isOwn(advanced)) {
      return offer(before, advanced)
          .map(win -> offers.plus(win.source(), Offer.of(win)))
          .orElse(offers);
    }
    String hardwareClass = after.membership().hardwareClass();
    if (event instanceof Event.ExperimentAssigned assigned) {
      return winOf(offers, assigned.proposal())
          .map(win -> offers.plus(win.source(), offers.get(win.source()).givenTo(hardwareClass)))
          .orElse(offers);
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return winOf(offers, judged.experiment().proposal())
          .map(
              win ->
                  offers.plus(
                      win.source(),
                      offers.get(win.source()).judgedBy(hardwareClass, transfer(judged))))
          .orElse(offers);
    }
    return offers;
  }

  /** What came of a win that was measured on another machine. */
  static Transfer transfer(Event.ExperimentJudged judged) {
    if (judged.outcome() instanceof Outcome.Crashed crashed) {
      return crashed.kind().equals("edit") ? Transfer.NOT_TRANSFERABLE : Transfer.CRASHED;
    }
    if (judged.verdict().status() == Status.KEEP) {
      return Transfer.TRANSFERRED;
    }
    boolean hurt =
        judged
            .comparison()
            .map(each -> Discovery.call(each.gain(), each.standardError()))
            .filter(call -> call == Discovery.Call.LOST)
            .isPresent();
    return hurt ? Transfer.HURT : Transfer.NEUTRAL;
  }

  /** A baseline is no discovery, a simplification no gain, and a transplant was offered before. */
  private static boolean isOwn(Event.BranchAdvanced advanced) {
    return advanced.realWin()
        && advanced.proposal().origin() != Origin.BASELINE
        && advanced.proposal().transplant().isEmpty();
  }

  private static Optional<Win> offer(Machine before, Event.BranchAdvanced advanced) {
    Branch branch = before.branch();
    double metric = branch.head().orElseThrow().metric();
    double difference = Math.abs(advanced.head().metric() - metric);
    double floor = branch.yardstick().noise().floor().orElse(difference);
    double gain = floor == 0 ? Double.MAX_VALUE : difference / floor;
    if (gain < WORTH_CARRYING) {
      return Optional.empty();
    }
    Edit edit = advanced.proposal().edit();
    Map<String, String> from = new HashMap<>(branch.knobs());
    from.keySet().retainAll(edit.knobs().keySet());
    return Optional.of(
        new Win(
            advanced.id(),
            before.membership().hardwareClass(),
            edit,
            from,
            advanced.proposal().description(),
            gain));
  }

  private static Optional<Win> winOf(PMap<ExperimentId, Offer> offers, Proposal proposal) {
    return proposal.transplant().map(transplant -> offers.get(transplant.source())).map(Offer::win);
  }

  private static boolean isNew(Machine machine, Edit rest) {
    return !rest.knobs().isEmpty() && !machine.workload().tried().contains(rest);
  }

  private static Proposal proposal(
      Win win, Edit edit, Map<String, String> knobs, boolean relative) {
    Edit rest = Assignments.changing(edit, knobs);
    return new Proposal(
        rest,
        RandomSearch.describe(rest, knobs),
        Origin.TRANSPLANT,
        "It won on %s (%s): %s.%s"
            .formatted(
                win.source().machine(),
                win.hardwareClass(),
                win.description(),
                relative ? " The same step is tried from what stands here." : ""),
        0,
        Optional.of(new Transplant(win.source(), relative)));
  }
}
