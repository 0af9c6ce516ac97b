package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.pollination.Reception;

/** What decisions about one machine need, a part for each concern. */
public record Machine(
    MachineName name,
    Membership membership,
    Workload workload,
    Branch branch,
    Reception reception,
    ProposalQueue queue,
    Rungs rungs,
    Absence absence) {
  static Machine joined(MachineName name, Membership membership, Branch branch) {
    return new Machine(
        name,
        membership,
        Workload.EMPTY,
        branch,
        Reception.NEW,
        ProposalQueue.EMPTY,
        Rungs.NONE,
        Absence.NONE);
  }

  Machine with(Membership changed) {
    return new Machine(name, changed, workload, branch, reception, queue, rungs, absence);
  }

  Machine with(Workload changed) {
    return new Machine(name, membership, changed, branch, reception, queue, rungs, absence);
  }

  Machine with(Branch changed) {
    return new Machine(name, membership, workload, changed, reception, queue, rungs, absence);
  }

  Machine with(Reception changed) {
    return new Machine(name, membership, workload, branch, changed, queue, rungs, absence);
  }

  Machine with(ProposalQueue changed) {
    return new Machine(name, membership, workload, branch, reception, changed, rungs, absence);
  }

  Machine with(Rungs changed) {
    return new Machine(name, membership, workload, branch, reception, queue, changed, absence);
  }

  Machine with(Absence changed) {
    return new Machine(name, membership, workload, branch, reception, queue, rungs, changed);
  }
}
