package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Proposal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What waits for a machine: put in, handed out in order, and dropped when it makes no sense. */
final class Queues {
  private Queues() {}

  /** Puts proposals into a machine's queue, in their order, behind or before what is there. */
  static void add(
      Draft draft,
      MachineName machine,
      List<Proposal> proposals,
      boolean first,
      Optional<Instant> expires,
      Instant at) {
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(first ? proposals.size() - 1 - i : i);
      int number = draft.machine(machine).queue().nextNumber();
      draft.add(new Event.ProposalQueued(machine, number, proposal, first, expires, at));
    }
  }

  /**
   * The proposal that a machine should be handed next, on the head that it has; what has expired,
   * was measured meanwhile or changes nothing any more is dropped on the way.
   *
   * @param mayRun whether a proposal may be handed out now
   */
  static Optional<ProposalQueue.Queued> next(
      Draft draft, MachineName name, Predicate<Proposal> mayRun, Instant at) {
    Machine machine = draft.machine(name);
    Map<String, String> knobs = machine.branch().knobs();
    for (ProposalQueue.Queued queued : machine.queue().waiting()) {
      List<Proposal> unmeasured = Transplants.unmeasured(machine, queued.proposal());
      Proposal proposal = unmeasured.isEmpty() ? queued.proposal() : unmeasured.get(0);
      Edit rest = Assignments.changing(proposal.edit(), knobs);
      if (queued.isExpired(at)) {
        drop(draft, name, queued, "It was not to wait any longer.", at);
      } else if (unmeasured.isEmpty()) {
        drop(draft, name, queued, "It was measured here meanwhile.", at);
      } else if (unmeasured.size() > 1) {
        drop(draft, name, queued, "Some of it was measured here; the rest comes by itself.", at);
        add(draft, name, unmeasured, true, queued.expires(), at);
        return next(draft, name, mayRun, at);
      } else if (rest.isNothing()) {
        drop(draft, name, queued, "The branch has it already.", at);
      } else if (mayRun.test(proposal)) {
        return Optional.of(
            new ProposalQueue.Queued(
                queued.number(), Assignments.adapted(proposal, rest, knobs), queued.expires()));
      }
    }
    return Optional.empty();
  }

  /** Makes room for what is to come first: the waiting experiment goes back into the queue. */
  static void displaceWaiting(Draft draft, MachineName machine, Instant at) {
    draft
        .machine(machine)
        .workload()
        .waiting()
        .filter(waiting -> !waiting.isBaseline())
        .ifPresent(
            waiting -> {
              draft.add(
                  new Event.ExperimentWithdrawn(
                      waiting.id(), "Something else was put before it.", at));
              add(draft, machine, List.of(waiting.proposal()), true, Optional.empty(), at);
            });
  }

  static Machine apply(Machine machine, Event event) {
    if (event instanceof Event.ProposalQueued queued) {
      return machine.with(
          machine
              .queue()
              .with(
                  new ProposalQueue.Queued(queued.number(), queued.proposal(), queued.expires()),
                  queued.first()));
    }
    if (event instanceof Event.ProposalDropped dropped) {
      return machine.with(machine.queue().without(dropped.number()));
    }
    if (event instanceof Event.ExperimentAssigned assigned && assigned.queued().isPresent()) {
      return machine.with(machine.queue().without(assigned.queued().getAsInt()));
    }
    return machine;
  }

  private static void drop(
      Draft draft, MachineName machine, ProposalQueue.Queued queued, String reason, Instant at) {
    draft.add(new Event.ProposalDropped(machine, queued.number(), reason, at));
  }
}
