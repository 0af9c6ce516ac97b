package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Discovery;
import dev.swarm.shared.pollination.Pollination;
import dev.swarm.shared.pollination.Receipt;
import dev.swarm.shared.pollination.RelativeStep;
import dev.swarm.shared.pollination.Win;
import dev.swarm.shared.search.RandomSearch;
import dev.swarm.shared.verdict.Metrics;
import dev.swarm.shared.verdict.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Changes that travel: pulled by a machine that needs its next experiment, measured there like
 * anything else, and what follows when they fail. What is remembered of them is in {@link Offers}
 * and {@link Receptions}.
 */
final class Transplants {
  private Transplants() {}

  /** The next win that a machine should try, if any. */
  static Optional<Proposal> nextFor(Campaign campaign, Machine machine) {
    return Pollination.nextFor(receiver(machine), campaign.offers(), isNew(machine))
        .map(win -> proposal(win, machine.branch().knobs()));
  }

  /** The wins that a machine is still to try, in the order in which it would; shares aside. */
  static List<Win> waitingFor(Campaign campaign, Machine machine) {
    return Pollination.waitingFor(receiver(machine), campaign.offers(), isNew(machine));
  }

  private static Pollination.Receiver receiver(Machine machine) {
    return new Pollination.Receiver(
        machine.name(),
        machine.membership().hardwareClass(),
        machine.reception(),
        machine.workload().nextNumber());
  }

  private static Predicate<Win> isNew(Machine machine) {
    return win -> !machine.queue().holds(win.change()) && isNew(machine, win.edit());
  }

  private static boolean isNew(Machine machine, Edit edit) {
    Edit rest = Assignments.changing(edit, machine.branch().knobs());
    return !rest.isNothing() && !machine.workload().tried().contains(rest);
  }

  private static Proposal proposal(Win win, Map<String, String> knobs) {
    Transplant.Part part = win.part();
    return adapted(
        new Proposal(
            part.edit(),
            part.description(),
            "It won on %s (%s): %s."
                .formatted(winner(win), win.hardwareClass(), part.description()),
            Transplant.of(part)),
        knobs);
  }

  private static String winner(Win win) {
    return win.change()
        .experiment()
        .map(each -> each.machine().text())
        .orElse("a machine to which %s was promoted".formatted(win.change()));
  }

  private static Proposal adapted(Proposal proposal, Map<String, String> knobs) {
    return Assignments.adapted(proposal, Assignments.changing(proposal.edit(), knobs), knobs);
  }

  /**
   * A proposal that has waited, without the changes whose fate on the machine is known by now, as
   * with a whole configuration that was kept there. Nothing where none is left; several where what
   * is left can't be carried as one.
   */
  static List<Proposal> unmeasured(Machine machine, Proposal waiting) {
    Optional<Transplant> transplant =
        waiting
            .transplant()
            .filter(each -> each.kind() != Transplant.Kind.CONFIGURATION && !each.relative());
    boolean isNews =
        transplant.stream()
            .flatMap(each -> each.parts().stream())
            .noneMatch(part -> isMeasured(machine, part.change()));
    return isNews
        ? List.of(waiting)
        : only(transplant.get(), part -> !isMeasured(machine, part.change())).stream()
            .map(
                rest ->
                    new Proposal(
                        rest.edit(),
                        describe(rest.parts()),
                        waiting.origin(),
                        waiting.reason(),
                        waiting.repairs(),
                        Optional.of(rest),
                        waiting.climb()))
            .toList();
  }

  /**
   * Some of the changes in a transplant. A row of commits brings all that lies between its ends, so
   * where a commit is left out the row is broken there.
   */
  static List<Transplant> only(Transplant transplant, Predicate<Transplant.Part> wanted) {
    List<Transplant> rows = new ArrayList<>();
    List<Transplant.Part> row = new ArrayList<>();
    boolean isBroken = false;
    for (Transplant.Part part : transplant.parts()) {
      boolean isPatch = part.edit().patch().isPresent();
      if (!wanted.test(part)) {
        isBroken |= isPatch && row.stream().anyMatch(each -> each.edit().patch().isPresent());
      } else {
        if (isBroken && isPatch) {
          rows.add(row(transplant, row));
          row.clear();
          isBroken = false;
        }
        row.add(part);
      }
    }
    if (!row.isEmpty()) {
      rows.add(row(transplant, row));
    }
    return rows;
  }

  private static Transplant row(Transplant transplant, List<Transplant.Part> parts) {
    return new Transplant(
        parts.size() == 1 ? Transplant.Kind.WIN : transplant.kind(), parts, false);
  }

  private static boolean isMeasured(Machine machine, ChangeId change) {
    Receipt receipt = machine.reception().receipts().get(change);
    return receipt != null && receipt.transfer().isPresent();
  }

  /** What is tried next because a transplant failed: the same step, or the parts of a stack. */
  static void afterFailure(Draft draft, Experiment failed, Instant at) {
    Optional<Transplant> transplant = failed.proposal().transplant();
    if (transplant.isEmpty()) {
      return;
    }
    if (transplant.get().kind() == Transplant.Kind.STACK && transplant.get().parts().size() > 1) {
      takeApart(draft, failed, transplant.get(), at);
    } else if (!transplant.get().relative()) {
      tryRelative(draft, failed, transplant.get(), at);
    }
  }

  /** The first half is measured, then the second on what became of it. */
  private static void takeApart(Draft draft, Experiment failed, Transplant stack, Instant at) {
    int half = (stack.parts().size() + 1) / 2;
    List<Proposal> halves =
        List.of(
            halfOf(failed, stack, stack.parts().subList(0, half)),
            halfOf(failed, stack, stack.parts().subList(half, stack.parts().size())));
    Queues.add(draft, failed.id().machine(), halves, true, Optional.empty(), at);
  }

  private static Proposal halfOf(Experiment failed, Transplant stack, List<Transplant.Part> parts) {
    Transplant.Kind kind = parts.size() == 1 ? Transplant.Kind.WIN : stack.kind();
    Transplant half = new Transplant(kind, parts, false);
    return new Proposal(
        half.edit(),
        describe(parts),
        failed.proposal().origin(),
        "It is a part of the stack of %s, which failed.".formatted(failed.id()),
        0,
        Optional.of(half),
        Optional.empty());
  }

  /** One line for several changes. */
  static String describe(List<Transplant.Part> parts) {
    return parts.size() == 1
        ? parts.get(0).description()
        : "%d changes: %s"
            .formatted(
                parts.size(),
                String.join("; ", parts.stream().map(Transplant.Part::description).toList()));
  }

  /** A step that was carried over as a value and failed is tried once more as a step. */
  private static void tryRelative(
      Draft draft, Experiment failed, Transplant transplant, Instant at) {
    Machine machine = draft.machine(failed.id().machine());
    Map<String, String> knobs = machine.branch().knobs();
    Proposal was = failed.proposal();
    transplant
        .only()
        .flatMap(part -> RelativeStep.of(draft.settings().file().knobs(), part, knobs))
        .map(edit -> Assignments.changing(edit, knobs))
        .filter(edit -> isNew(machine, edit))
        .map(
            edit ->
                new Proposal(
                    edit,
                    edit.patch().isPresent()
                        ? was.description()
                        : RandomSearch.describe(edit, knobs),
                    was.origin(),
                    "%s failed as a value; the same step is tried from what stands here."
                        .formatted(failed.id()),
                    0,
                    Optional.of(transplant.asStep()),
                    Optional.empty()))
        .ifPresent(
            step -> Queues.add(draft, machine.name(), List.of(step), true, Optional.empty(), at));
  }

  /** What came of a change that was carried to another machine. */
  static Transfer transfer(Event.ExperimentJudged judged) {
    if (judged.outcome() instanceof Outcome.Crashed crashed) {
      return crashed.kind().equals(Metrics.INAPPLICABLE)
          ? Transfer.NOT_TRANSFERABLE
          : Transfer.CRASHED;
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

  /** How much better a change was here, in this machine's noise floors. */
  static OptionalDouble gain(Machine machine, Event.ExperimentJudged judged) {
    OptionalDouble floor = machine.branch().yardstick().noise().floor();
    return judged.comparison().isPresent() && floor.isPresent() && floor.getAsDouble() > 0
        ? OptionalDouble.of(judged.comparison().get().gain() / floor.getAsDouble())
        : OptionalDouble.empty();
  }

  /** A change that was found on the machine itself, as it can be carried elsewhere. */
  static Transplant.Part found(Machine machine, Event.BranchAdvanced advanced) {
    return new Kept(
            advanced.id(), advanced.head().commit(), advanced.proposal(), machine.branch().knobs())
        .parts(machine.membership().hardwareClass())
        .get(0);
  }

  /** Whether it was thought of where it won. */
  static boolean isOwn(Event.BranchAdvanced advanced) {
    return advanced.proposal().origin() != Origin.BASELINE
        && advanced.proposal().transplant().isEmpty();
  }
}
