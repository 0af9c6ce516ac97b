package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.offline.OfflineRun;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Trial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Runs that a machine made while it could not reach its coordinator: each is decided as if it had
 * been handed out and reported, once and in the machine's order. The machine made its own verdicts
 * meanwhile; these are the ones that count. What can't count is kept as evidence.
 */
final class Absences {
  private Absences() {}

  /** Whether a worker has runs to tell of; until it has told them all it gets nothing new. */
  static void announce(Draft draft, Command.Join join) {
    if (!draft.machine(join.machine()).absence().returning().equals(join.returning())) {
      draft.add(new Event.OfflineRunsAnnounced(join.machine(), join.returning(), join.at()));
    }
  }

  static Reply take(Draft draft, Command.TakeOfflineRun command) {
    Machine machine = draft.machine(command.machine());
    if (machine == null) {
      return Memberships.unknown(draft, command.machine());
    }
    int taken = machine.absence().takenOf(command.series());
    if (command.number() <= taken) {
      return Reply.ACCEPTED;
    }
    if (command.number() > taken + 1) {
      return new Reply.Rejected(
          Reply.Code.OUT_OF_ORDER,
          "Run %d of the time that %s was on its own is not the next; tell of run %d first."
              .formatted(command.number(), command.machine(), taken + 1));
    }
    Optional<ExperimentId> known = machine.absence().find(command.run().experiment());
    boolean isOthers = known.filter(id -> !id.machine().equals(machine.name())).isPresent();
    if (command.tenure() != machine.absence().tenure()) {
      keep(draft, command, known, "Another folder has had the machine's name since.");
    } else if (machine.branch().head().isEmpty() || isOthers) {
      keep(draft, command, Optional.empty(), "There is nothing here that it can be compared with.");
    } else if (known.isPresent()) {
      runAgain(draft, command, known.get());
    } else {
      begin(draft, command);
    }
    return Reply.ACCEPTED;
  }

  static Machine apply(Machine before, Machine machine, Event event) {
    Absence absence = machine.absence();
    if (event instanceof Event.OfflineRunsAnnounced announced) {
      return machine.with(absence.announced(announced.series()));
    }
    if (event instanceof Event.OfflineRunTaken run) {
      return machine.with(absence.took(run)).with(machine.workload().numbered(run.id().number()));
    }
    boolean isOtherFolder =
        event instanceof Event.MachineJoined joined
            && before != null
            && !before.membership().incarnation().equals(joined.incarnation());
    return isOtherFolder ? machine.with(absence.inOtherHands()) : machine;
  }

  /** The first run of an experiment that the machine thought of itself. */
  private static void begin(Draft draft, Command.TakeOfflineRun command) {
    makeRoom(draft, draft.machine(command.machine()), command);
    Machine machine = draft.machine(command.machine());
    OfflineRun run = command.run();
    ExperimentId id = new ExperimentId(machine.name(), machine.workload().nextNumber());
    long token = draft.campaign().lastToken() + 1;
    Optional<ExperimentId> base = run.base().flatMap(machine.absence()::find);
    draft.add(
        new Event.ExperimentAssigned(
            id, token, run.proposal(), base, OptionalInt.empty(), command.at()));
    took(draft, command, id);
    report(draft, command, id, token, base);
  }

  /** Another run of an experiment: it counts where the coordinator would have had it run too. */
  private static void runAgain(Draft draft, Command.TakeOfflineRun command, ExperimentId id) {
    Workload workload = draft.machine(command.machine()).workload();
    Optional<Experiment> running =
        workload
            .running()
            .filter(each -> each.id().equals(id))
            .filter(each -> workload.sideOf(each) == command.run().side());
    if (running.isEmpty()) {
      keep(draft, command, Optional.of(id), "It needed no other run when this one was told of.");
      return;
    }
    took(draft, command, id);
    report(
        draft,
        command,
        id,
        running.get().token(),
        command.run().base().flatMap(draft.machine(command.machine()).absence()::find));
  }

  private static void report(
      Draft draft,
      Command.TakeOfflineRun command,
      ExperimentId id,
      long token,
      Optional<ExperimentId> base) {
    Ratchet.report(
        draft,
        new Command.ReportOutcome(
            id, token, base, command.run().commit(), command.run().outcome(), command.at()));
  }

  /** A run that can't count. */
  private static void keep(
      Draft draft, Command.TakeOfflineRun command, Optional<ExperimentId> known, String reason) {
    Machine machine = draft.machine(command.machine());
    ExperimentId id =
        known
            .filter(each -> each.machine().equals(machine.name()))
            .orElseGet(() -> new ExperimentId(machine.name(), machine.workload().nextNumber()));
    took(draft, command, id);
    OfflineRun run = command.run();
    draft.add(
        new Event.EvidenceRecorded(
            id,
            0,
            run.commit(),
            run.outcome(),
            "The machine ran it on its own (%s). %s"
                .formatted(run.proposal().description(), reason),
            command.at()));
  }

  private static void took(Draft draft, Command.TakeOfflineRun command, ExperimentId id) {
    draft.add(
        new Event.OfflineRunTaken(
            id, command.series(), command.number(), command.run().experiment(), command.at()));
  }

  /**
   * The machine did something else than what it was to do. What was measured of it is judged by
   * that; the rest waits in its queue, unless it is what the machine did: both mend what crashed.
   */
  private static void makeRoom(Draft draft, Machine stale, Command.TakeOfflineRun command) {
    Instant at = command.at();
    for (Experiment each : stale.workload().assigned()) {
      Trial trial = draft.machine(stale.name()).workload().trial();
      boolean isMeasured =
          draft.machine(stale.name()).workload().isRunning(each.id()) && trial.first().isPresent();
      if (isMeasured) {
        Judgement judgement = Judging.last(draft, each, trial);
        Ratchet.settle(draft, each, trial, judgement, at);
      }
    }
    for (Experiment each : draft.machine(stale.name()).workload().assigned()) {
      Proposal proposal = each.proposal();
      draft.add(
          new Event.ExperimentWithdrawn(
              each.id(), "The machine was on its own and ran something else.", at));
      if (!proposal.edit().equals(command.run().proposal().edit())) {
        Queues.add(draft, stale.name(), List.of(proposal), true, Optional.empty(), at);
      }
    }
  }
}
