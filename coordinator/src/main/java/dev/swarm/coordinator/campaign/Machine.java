package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;

/** What decisions about one machine need, a part for each concern. */
public record Machine(MachineName name, Membership membership, Workload workload, Branch branch) {

  Machine with(Membership changed) {
    return new Machine(name, changed, workload, branch);
  }

  Machine with(Workload changed) {
    return new Machine(name, membership, changed, branch);
  }

  Machine with(Branch changed) {
    return new Machine(name, membership, workload, changed);
  }
}
