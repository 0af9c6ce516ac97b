package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.ledger.ImportedRow;
import dev.swarm.shared.offline.OfflineRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be asked of a campaign. Every command may be repeated: the second time changes nothing.
 */
public sealed interface Command {
  /** The clock of whoever asks; the core has none. */
  Instant at();

  /**
   * A coordinator was started on this campaign.
   *
   * @param directory where the campaign lies in its repository; empty for its root
   */
  record StartCampaign(
      String fileText,
      String baseCommit,
      String directory,
      Map<String, String> baseKnobs,
      Settings.Limits limits,
      Instant at)
      implements Command {}

  /**
   * A worker opened its link.
   *
   * @param held experiments it has, running, waiting or finished, each with its token
   * @param returning the series of runs that it made on its own and is about to tell of; absent
   *     when there is none
   */
  record Join(
      MachineName machine,
      String hardwareClass,
      String incarnation,
      String process,
      Set<Held> held,
      Optional<String> returning,
      Instant at)
      implements Command {
    /** Of a worker that did nothing on its own. */
    public Join(
        MachineName machine,
        String hardwareClass,
        String incarnation,
        String process,
        Set<Held> held,
        Instant at) {
      this(machine, hardwareClass, incarnation, process, held, Optional.empty(), at);
    }
  }

  /**
   * A worker tells of a run that it made on its own.
   *
   * @param series of runs that the machine made on its own, one after the other
   * @param tenure how many folders had had the machine's name when it was left alone
   * @param number of the run in its series, from 1
   */
  record TakeOfflineRun(
      MachineName machine, String series, int tenure, int number, OfflineRun run, Instant at)
      implements Command {}

  /** Nothing was heard for a lease of the worker that has this incarnation. */
  record ExpireLease(MachineName machine, String incarnation, Instant at) implements Command {}

  /**
   * A run ended.
   *
   * @param base the incumbent it really ran on; absent for a baseline
   * @param commit as it ran, in the hub
   */
  record ReportOutcome(
      ExperimentId id,
      long token,
      Optional<ExperimentId> base,
      String commit,
      Outcome outcome,
      Instant at)
      implements Command {}

  /**
   * Somebody has looked at the baseline and lets the loop begin.
   *
   * @param machine absent for every machine that waits for it
   */
  record ApproveLoop(Optional<MachineName> machine, Instant at) implements Command {}

  /**
   * Machines finish what they run and start nothing more.
   *
   * @param machine absent for the whole campaign
   */
  record Pause(Optional<MachineName> machine, Instant at) implements Command {}

  /**
   * Machines that were to start nothing more get work again.
   *
   * @param machine absent for the whole campaign, machines that were paused by themselves among it
   */
  record Resume(Optional<MachineName> machine, Instant at) implements Command {}

  /**
   * Somebody has changes measured on other branches.
   *
   * @param transplants what is carried over, each by itself
   * @param from the machine whose branch they are of; absent for a commit
   * @param to the machines that are to measure them
   * @param now whether they come before everything else that waits there
   * @param expires until when they may wait; absent until they are handed out
   */
  record Promote(
      List<Transplant> transplants,
      Optional<MachineName> from,
      List<MachineName> to,
      boolean now,
      Optional<Instant> expires,
      Instant at)
      implements Command {
    public Promote {
      transplants = List.copyOf(transplants);
      to = List.copyOf(to);
    }
  }

  /**
   * An operator brings in a ledger that something else wrote, or a part of it.
   *
   * @param machine that ran it, by the name it is to have here
   * @param hardwareClass of that machine
   * @param file its name
   */
  record ImportLedger(
      MachineName machine, String hardwareClass, String file, List<ImportedRow> rows, Instant at)
      implements Command {
    public ImportLedger {
      rows = List.copyOf(rows);
    }
  }

  /** An experiment that a worker has under a token. */
  record Held(ExperimentId id, long token) {}
}
