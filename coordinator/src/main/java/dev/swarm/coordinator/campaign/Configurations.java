package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.pollination.Portfolio;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What each branch has come to, for machines that join. It follows every advance, so that a join
 * takes no branch apart, and never looks at one that has not advanced. How they rank is found at
 * each join all the same: it changes for every branch that has a change whenever a machine measures
 * that change, and machines measure far more often than they join.
 */
final class Configurations {
  private Configurations() {}

  /** Of all machines whose branch has advanced beyond its baseline. */
  static PSortedMap<MachineName, Portfolio.Configuration> of(Collection<Machine> machines) {
    PSortedMap<MachineName, Portfolio.Configuration> all = TreePMap.empty();
    for (Machine machine : machines) {
      List<ChangeId> changes =
          machine.branch().steps().stream().flatMap(step -> step.changes().stream()).toList();
      if (!changes.isEmpty()) {
        all = all.plus(machine.name(), configuration(machine, changes));
      }
    }
    return all;
  }

  /** After an event of a machine, which is as the event has left it. */
  static PSortedMap<MachineName, Portfolio.Configuration> apply(
      PSortedMap<MachineName, Portfolio.Configuration> all, Machine machine, Event event) {
    Portfolio.Configuration before = all.get(machine.name());
    if (event instanceof Event.BranchAdvanced && !machine.branch().steps().isEmpty()) {
      List<ChangeId> changes = new ArrayList<>(before == null ? List.of() : before.changes());
      List<Kept> advances = machine.branch().advances();
      changes.addAll(advances.get(advances.size() - 1).changes());
      return all.plus(machine.name(), configuration(machine, changes));
    }
    // It may be another machine by now, of another class, that has the name and the branch.
    return event instanceof Event.MachineJoined && before != null
        ? all.plus(machine.name(), configuration(machine, before.changes()))
        : all;
  }

  private static Portfolio.Configuration configuration(Machine machine, List<ChangeId> changes) {
    return new Portfolio.Configuration(
        machine.name(), machine.membership().hardwareClass(), changes);
  }
}
