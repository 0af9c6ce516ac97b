package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Win;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A change from elsewhere that a machine is still to measure.
 *
 * @param changes in it, oldest first
 * @param description one line
 * @param isPulled whether it comes when its class's share allows, and not in its turn
 */
public record Pending(List<ChangeId> changes, String description, boolean isPulled) {
  public Pending {
    changes = List.copyOf(changes);
  }

  /** All that a machine is still to measure, in the order in which it will. */
  public static List<Pending> on(Campaign campaign, MachineName name, Instant now) {
    Machine machine = campaign.machines().get(name);
    List<Pending> pending = new ArrayList<>();
    for (Experiment assigned : machine.workload().assigned()) {
      add(pending, assigned.proposal());
    }
    for (ProposalQueue.Queued queued : machine.queue().waiting()) {
      if (!queued.isExpired(now)) {
        add(pending, queued.proposal());
      }
    }
    for (Win win : Transplants.waitingFor(campaign, machine)) {
      pending.add(new Pending(List.of(win.change()), win.part().description(), true));
    }
    return pending;
  }

  private static void add(List<Pending> pending, Proposal proposal) {
    proposal
        .transplant()
        .map(Transplant::changes)
        .ifPresent(changes -> pending.add(new Pending(changes, proposal.description(), false)));
  }
}
