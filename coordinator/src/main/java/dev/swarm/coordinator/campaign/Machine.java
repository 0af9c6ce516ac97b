package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.pollination.Reception;

/** What decisions about one machine need, a part for each concern. */
public record Machine(
    MachineName name,
    Membership membership,
    Workload workload,
    Branch branch,
    Reception reception) {
  static Machine joined(MachineName name, Membership membership, Branch branch) {
    return new Machine(name, membership, Workload.EMPTY, branch, Reception.NEW);
  }

  Machine with(Membership changed) {
    return new Machine(name, changed, workload, branch, reception);
  }

  Machine with(Workload changed) {
    return new Machine(name, membership, changed, branch, reception);
  }

  Machine with(Branch changed) {
    return new Machine(name, membership, workload, changed, reception);
  }

  Machine with(Reception changed) {
    return new Machine(name, membership, workload, branch, changed);
  }
}
