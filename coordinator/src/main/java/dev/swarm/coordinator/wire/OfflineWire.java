package dev.swarm.coordinator.wire;

import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Settings;
import dev.swarm.proto.v1.OfflineHistory;
import dev.swarm.proto.v1.OfflineRun;
import dev.swarm.proto.v1.SearchMethod;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Origin;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.offline.Standing;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.wire.OutcomeWire;
import dev.swarm.wire.StandingWire;
import java.time.Instant;
import java.util.Optional;

/** Translates what machines do by themselves, at the coordinator's edge. */
public final class OfflineWire {
  private OfflineWire() {}

  /**
   * What a machine has to know to go on by itself.
   *
   * @param trial the runs so far of what it runs
   * @param tenure how many folders have had its name
   * @param settings the campaign's
   */
  public static dev.swarm.proto.v1.Standing standing(
      Standing standing, Trial trial, int tenure, Settings settings) {
    return StandingWire.standing(standing, trial, tenure).toBuilder()
        .setSearch(SearchMethod.valueOf("SEARCH_METHOD_" + settings.limits().search().name()))
        .putAllBaseKnobs(settings.baseKnobs())
        .build();
  }

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
                run.getProposal().getReason(),
                run.getProposal().getRepairs(),
                Optional.empty(),
                Optional.empty()),
            run.hasBase() ? Optional.of(run.getBase()) : Optional.empty(),
            run.getIncumbent() ? Judgement.Side.INCUMBENT : Judgement.Side.CANDIDATE,
            run.getCommit(),
            OutcomeWire.outcome(run.getOutcome())),
        at);
  }
}
