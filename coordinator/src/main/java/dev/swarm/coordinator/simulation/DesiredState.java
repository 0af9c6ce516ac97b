package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Head;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Standings;
import dev.swarm.coordinator.campaign.Workload;
import dev.swarm.shared.verdict.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything a coordinator wants of a worker, every time.
 *
 * @param assignments the running one, then the waiting one
 * @param head of the machine's branch; absent before there is one
 * @param acknowledged outcomes that are durable
 * @param aside whether it gets no work until it is started anew
 * @param mayGoOn whether it may search by itself, should it hear nothing more
 * @param receipt how much is durable of what the worker tells that it did by itself
 */
record DesiredState(
    List<Assignment> assignments,
    Optional<Head> head,
    List<Command.Held> acknowledged,
    boolean aside,
    boolean mayGoOn,
    Optional<Receipt> receipt) {

  /** What a machine is to do, by the campaign and what its worker said on this stream. */
  static DesiredState of(Campaign campaign, Machine machine, Link link) {
    boolean aside = machine.membership().aside().isPresent();
    List<Assignment> assignments = new ArrayList<>(Workload.CAPACITY);
    if (!aside) {
      for (Experiment each : machine.workload().assigned()) {
        assignments.add(
            new Assignment(each, machine.workload().sideOf(each), baseCommit(machine, each)));
      }
    }
    List<Command.Held> acknowledged = new ArrayList<>();
    for (Run run : link.said.outcomes()) {
      if (link.acknowledged.contains(run.held())) {
        acknowledged.add(run.held());
      }
    }
    return new DesiredState(
        assignments,
        machine.branch().head(),
        acknowledged,
        aside,
        link.worker().goesOnAlone() && Standings.isAllowed(campaign, machine),
        link.said.series().map(series -> new Receipt(series, machine.absence().takenOf(series))));
  }

  /** On another rung than the ratchet's it may be any head that there was. */
  private static Optional<String> baseCommit(Machine machine, Experiment experiment) {
    return experiment.proposal().rung().isPresent()
        ? experiment.base().flatMap(machine.branch()::commitOf)
        : Optional.empty();
  }

  /**
   * How much of a series is durable.
   *
   * @param taken runs of it
   */
  record Receipt(String series, int taken) {}

  /**
   * What is to be run.
   *
   * @param side the change, or its incumbent beside it
   * @param baseCommit what it is made from, where the worker may not know it
   */
  record Assignment(Experiment experiment, Judgement.Side side, Optional<String> baseCommit) {
    Command.Held held() {
      return new Command.Held(experiment.id(), experiment.token());
    }
  }
}
