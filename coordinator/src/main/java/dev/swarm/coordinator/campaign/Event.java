package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What happened in a campaign. The journal holds nothing else, and everything follows from it. */
public sealed interface Event {
  /** When it was decided. */
  Instant at();

  /** An event about one machine. */
  sealed interface OfMachine extends Event {
    MachineName machine();
  }

  /** An event about one experiment. */
  sealed interface OfExperiment extends OfMachine {
    ExperimentId id();

    @Override
    default MachineName machine() {
      return id().machine();
    }
  }

  /** The first event of every campaign. */
  record CampaignStarted(
      String fileText,
      String baseCommit,
      String directory,
      Map<String, String> baseKnobs,
      Settings.Limits limits,
      Instant at)
      implements Event {
    public CampaignStarted {
      baseKnobs = Map.copyOf(baseKnobs);
    }
  }

  /** A coordinator started with other limits. */
  record LimitsChanged(Settings.Limits limits, Instant at) implements Event {}

  /** A worker joined, returned after a restart, or took a name over that was away. */
  record MachineJoined(
      MachineName machine,
      String hardwareClass,
      String branch,
      String incarnation,
      String process,
      Instant at)
      implements OfMachine {}

  /** Nothing was heard of a machine for a lease. Its experiments and their tokens stay. */
  record LeaseExpired(MachineName machine, Instant at) implements OfMachine {}

  /** A machine gets no work until its worker is started anew. */
  record MachineSetAside(MachineName machine, String reason, Instant at) implements OfMachine {}

  /** Nothing is handed out any more, until {@link CampaignResumed}. */
  record CampaignPaused(Instant at) implements Event {}

  /** Work is handed out again. */
  record CampaignResumed(Instant at) implements Event {}

  /** A machine finishes what it runs and gets nothing more, until {@link MachineResumed}. */
  record MachinePaused(MachineName machine, Instant at) implements OfMachine {}

  /** A machine gets work again. */
  record MachineResumed(MachineName machine, Instant at) implements OfMachine {}

  /**
   * A worker has runs to tell of that it made on its own, or has told them all.
   *
   * @param series of runs; absent when nothing is left to tell
   */
  record OfflineRunsAnnounced(MachineName machine, Optional<String> series, Instant at)
      implements OfMachine {}

  /**
   * A run that a machine made on its own was taken in; what follows from it stands beside this.
   *
   * @param id of the experiment here
   * @param series of runs that the machine made on its own
   * @param number of the run in its series, from 1
   * @param name of the experiment there
   */
  record OfflineRunTaken(ExperimentId id, String series, int number, String name, Instant at)
      implements OfExperiment {}

  /** Somebody let a machine go on after its baseline. */
  record LoopApproved(MachineName machine, Instant at) implements OfMachine {}

  /**
   * A proposal was put into a machine's queue.
   *
   * @param number names it on its machine
   * @param first whether before all that waits there
   * @param expires until when it may wait; absent until it is handed out
   */
  record ProposalQueued(
      MachineName machine,
      int number,
      Proposal proposal,
      boolean first,
      Optional<Instant> expires,
      Instant at)
      implements OfMachine {}

  /** A proposal left a machine's queue without being handed out. */
  record ProposalDropped(MachineName machine, int number, String reason, Instant at)
      implements OfMachine {}

  /**
   * A proposal was handed to a machine, as its running or its waiting experiment.
   *
   * @param queued its number in the machine's queue; absent for what was not there
   */
  record ExperimentAssigned(
      ExperimentId id,
      long token,
      Proposal proposal,
      Optional<ExperimentId> base,
      OptionalInt queued,
      Instant at)
      implements OfExperiment {}

  /** The run before is lost; from now on only an outcome under the new token counts. */
  record ExperimentHandedOutAgain(
      ExperimentId id, long token, String reason, boolean interrupted, Instant at)
      implements OfExperiment {}

  /**
   * A run was measured that is not the whole of its experiment: others go with it.
   *
   * @param side whose run it was: the experiment's own, or its incumbent's for comparison
   * @param commit as it ran, 40 hex digits
   * @param incumbent all runs of the head, this one among them; absent for a baseline
   * @param noise of the machine, with what this run added
   */
  record RunMeasured(
      ExperimentId id,
      long token,
      Judgement.Side side,
      String commit,
      Outcome.Measured outcome,
      Optional<Sample> incumbent,
      Noise noise,
      Instant at)
      implements OfExperiment {}

  /** The evidence did not suffice: one side runs again, under a new token. */
  record ConfirmationOrdered(
      ExperimentId id, long token, Judgement.Side side, String reason, Instant at)
      implements OfExperiment {}

  /** The waiting experiment was put on the new head. */
  record ExperimentRebased(ExperimentId id, ExperimentId base, Proposal proposal, Instant at)
      implements OfExperiment {}

  /** The waiting experiment was taken back before it ran. */
  record ExperimentWithdrawn(ExperimentId id, String reason, Instant at) implements OfExperiment {}

  /**
   * An experiment got its one verdict.
   *
   * @param experiment as it really ran, so its base may be an older head than assigned
   * @param commit as it ran, 40 hex digits
   * @param outcome of its first run, with the mean of all runs as its metric
   * @param runs the metric of each of its own runs, in order; empty for a crash
   * @param comparison with what it ran on; absent for a baseline, a crash, or an unknown base
   * @param row in the branch's ledger, from 1
   */
  record ExperimentJudged(
      Experiment experiment,
      String commit,
      Outcome outcome,
      List<Double> runs,
      Optional<Comparison> comparison,
      Verdict verdict,
      int row,
      Instant at)
      implements OfExperiment {
    public ExperimentJudged {
      runs = List.copyOf(runs);
    }

    @Override
    public ExperimentId id() {
      return experiment.id();
    }

    /** What came of a change from elsewhere; absent for what was thought of here. */
    public Optional<Transfer> transfer() {
      return experiment.proposal().transplant().map(carried -> Transplants.transfer(this));
    }
  }

  /**
   * An experiment was measured on another rung than the ratchet's. It has no verdict and no row.
   *
   * @param experiment as it really ran; one that changes nothing is its base itself
   * @param commit as it ran, 40 hex digits
   * @param comparison with its base on the same rung, or for a base itself with the head before it;
   *     absent where that was not measured there, or for a crash
   * @param noise of the metric on this rung, with what this run added
   */
  record RungMeasured(
      Experiment experiment,
      String commit,
      Outcome outcome,
      Optional<Comparison> comparison,
      Noise noise,
      Instant at)
      implements OfExperiment {
    @Override
    public ExperimentId id() {
      return experiment.id();
    }
  }

  /**
   * The branch moved to another head.
   *
   * @param proposal what it brought
   * @param realWin whether the new head is better, and not merely as good and simpler
   */
  record BranchAdvanced(ExperimentId id, Proposal proposal, Head head, boolean realWin, Instant at)
      implements OfExperiment {}

  /** An outcome that can't count any more is kept as evidence. */
  record EvidenceRecorded(
      ExperimentId id, long token, String commit, Outcome outcome, String reason, Instant at)
      implements OfExperiment {}

  /**
   * Rows of a ledger that something else wrote. They are a history of their own and change nothing
   * of a machine that has the same name and works here.
   *
   * @param file its name
   * @param rows only those that were not there before
   */
  record LedgerImported(
      MachineName machine, String hardwareClass, String file, List<ImportedRow> rows, Instant at)
      implements Event {
    public LedgerImported {
      rows = List.copyOf(rows);
    }
  }
}
