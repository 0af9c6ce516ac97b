package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Proposal;
import java.util.List;

/** The answer to a command, given once its events are durable. */
public sealed interface Reply {
  Reply ACCEPTED = new Accepted();

  /** The command was carried out, now or before. */
  record Accepted() implements Reply {}

  /**
   * A ledger was imported.
   *
   * @param added rows that are new
   * @param alreadyThere rows that had been imported before
   */
  record Imported(int added, int alreadyThere) implements Reply {}

  /**
   * What somebody promoted was looked at on each machine that was meant.
   *
   * @param promotions in the order in which the machines were named
   */
  record Promoted(List<Promotion> promotions) implements Reply {
    public Promoted {
      promotions = List.copyOf(promotions);
    }
  }

  /**
   * What a promotion comes to on one machine.
   *
   * @param proposals that wait there because of it; empty when nothing is to be measured
   * @param sentence what happens, or why nothing does
   */
  record Promotion(MachineName machine, List<Proposal> proposals, String sentence) {
    public Promotion {
      proposals = List.copyOf(proposals);
    }
  }

  /**
   * The command was refused and changed nothing.
   *
   * @param code stable, for programs
   * @param sentence what happened and what to do, for people
   */
  record Rejected(Code code, String sentence) implements Reply {}

  /** Why a command was refused. */
  enum Code {
    /** Another campaign file or base commit than the journal's. */
    CAMPAIGN_DIFFERS,
    /** No coordinator has started the campaign yet. */
    CAMPAIGN_NOT_STARTED,
    /** Another live worker has this name. */
    MACHINE_TAKEN,
    /** The machine of that name has another hardware class. */
    CLASS_DIFFERS,
    /** No machine of that name ever joined. */
    MACHINE_UNKNOWN,
    /** No such experiment was ever handed out. */
    EXPERIMENT_UNKNOWN,
    /** The experiment before it has no verdict yet. */
    OUT_OF_ORDER,
    /** The core failed over it; what it asked was not done. */
    INTERNAL
  }
}
