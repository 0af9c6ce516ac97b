package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.wire.OutcomeWire;
import java.time.Instant;
import java.util.Optional;

/** Translates what machines did by themselves, at the coordinator's edge. */
public final class OfflineWire {
  private OfflineWire() {}

  /**
   * The run that a machine tells of.
   *
   * @throws IllegalArgumentException with a sentence when it makes no sense
   */
  public static Command.TakeOfflineRun run(
      MachineName machine, OfflineHistory history, Instant at) {
    OfflineRun run = history.getNext();
    DomainWire.requireCommit(run.getExperiment(), run.getCommit());
    return new Command.TakeOfflineRun(
        machine,
        history.getSeries(),
        history.getTenure(),
        run.getNumber(),
        new dev.swarm.shared.offline.OfflineRun(
            run.getExperiment(),
            new Proposal(
                new Edit(run.getProposal().getEdit().getKnobsMap()),
                run.getProposal().getDescription(),
                Origin.SEARCH,
                run.getProposal().getReason()),
            run.hasBase() ? Optional.of(run.getBase()) : Optional.empty(),
            run.getIncumbent() ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE,
            run.getCommit(),
            OutcomeWire.outcome(run.getOutcome())),
        at);
  }
}
