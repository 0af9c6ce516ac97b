package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.StrictPolicy;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** Verdicts: one for each experiment, and a branch that only ever advances. */
final class Ratchet {
  private static final int PATIENCE = 3;

  private Ratchet() {}

  static Reply report(Draft draft, Command.ReportOutcome report) {
    Machine machine = draft.machine(report.id().machine());
    if (machine == null || report.id().number() >= machine.workload().nextNumber()) {
      return new Reply.Rejected(
          Reply.Code.EXPERIMENT_UNKNOWN,
          "No experiment %s was ever handed out in this campaign.".formatted(report.id()));
    }
    Optional<Experiment> assigned = machine.workload().find(report.id());
    if (assigned.isEmpty()) {
      if (machine.workload().withdrawn().contains(report.id())) {
        record(draft, report, "It had been withdrawn.");
      }
      return Reply.ACCEPTED;
    }
    if (assigned.get().token() != report.token()) {
      record(
          draft,
          report,
          "It ran under token %d, and token %d is current."
              .formatted(report.token(), assigned.get().token()));
      return Reply.ACCEPTED;
    }
    if (!machine.workload().running().equals(assigned)) {
      return new Reply.Rejected(
          Reply.Code.OUT_OF_ORDER,
          "Experiment %s waits for the verdict on the one before it; report that first."
              .formatted(report.id()));
    }
    if (report.outcome() instanceof Outcome.Interrupted interrupted) {
      interrupt(draft, machine, report, interrupted);
    } else {
      judge(draft, machine, assigned.get().ranOn(report.base()), report);
      Assignments.fill(draft, machine, report.at());
    }
    return Reply.ACCEPTED;
  }

  static Machine apply(Machine machine, Event event) {
    Branch branch = machine.branch();
    if (event instanceof Event.ExperimentJudged judged) {
      return machine.with(branch.counted(judged.experiment(), judged.verdict().status()));
    }
    if (event instanceof Event.BranchAdvanced advanced) {
      return machine.with(branch.advanced(advanced.head(), advanced.proposal().edit().knobs()));
    }
    return event instanceof Event.MachineJoined ? machine.with(branch.forgiven()) : machine;
  }

  private static void judge(
      Draft draft, Machine machine, Experiment experiment, Command.ReportOutcome report) {
    Branch branch = machine.branch();
    Instant at = report.at();
    OptionalDouble incumbent = branch.metricOf(experiment);
    Verdict verdict =
        experiment.isBaseline() || incumbent.isPresent()
            ? StrictPolicy.judge(draft.settings().file().direction(), incumbent, report.outcome())
            : noEvidence(experiment, report.outcome());
    boolean tooEarly = verdict.status() == Status.KEEP && !branch.isHead(experiment);
    if (tooEarly) {
      verdict =
          new Verdict(Status.DISCARD, verdict.reason() + " But the branch has moved on since.");
    }
    int row = branch.rows() + 1;
    draft.add(
        new Event.ExperimentJudged(
            experiment, report.commit(), report.outcome(), verdict, row, at));
    if (verdict.status() == Status.KEEP) {
      double metric = ((Outcome.Measured) report.outcome()).metric();
      draft.add(
          new Event.BranchAdvanced(
              experiment.id(),
              experiment.proposal(),
              new Head(experiment.id(), report.commit(), metric, row, at),
              at));
      Assignments.rebaseWaiting(draft, machine, at);
    } else if (tooEarly) {
      Assignments.measureOnHead(
          draft,
          machine,
          experiment
              .proposal()
              .because(
                  "It beat %s, which was no longer the head.".formatted(experiment.base().get())),
          at);
    } else if (experiment.isBaseline()) {
      Assignments.withdrawWaiting(draft, machine, at);
      setAsideAfterBaselineCrashes(draft, experiment.id(), verdict, at);
    }
  }

  private static void interrupt(
      Draft draft, Machine machine, Command.ReportOutcome report, Outcome.Interrupted interrupted) {
    draft.add(
        new Event.ExperimentHandedOutAgain(
            report.id(),
            draft.campaign().lastToken() + 1,
            interrupted.reason(),
            true,
            report.at()));
    Machine after = draft.machine(machine.name());
    int inARow = after.membership().interruptions();
    Experiment experiment = after.workload().find(report.id()).orElseThrow();
    if (inARow == PATIENCE - 1 && !experiment.isBaseline()) {
      // Before the machine is blamed, another experiment shows whether it was this one.
      draft.add(
          new Event.ExperimentWithdrawn(
              report.id(), "It was interrupted %d times in a row.".formatted(inARow), report.at()));
      record(draft, report, "It was interrupted %d times in a row.".formatted(inARow));
      Assignments.fill(draft, machine, report.at());
    }
    if (inARow >= PATIENCE) {
      draft.add(
          new Event.MachineSetAside(
              machine.name(),
              "%d runs in a row were interrupted, the last one because: %s Mend it, then start the worker again."
                  .formatted(PATIENCE, interrupted.reason()),
              report.at()));
    }
  }

  private static void setAsideAfterBaselineCrashes(
      Draft draft, ExperimentId id, Verdict verdict, Instant at) {
    if (draft.machine(id.machine()).branch().baselineCrashes() >= PATIENCE) {
      draft.add(
          new Event.MachineSetAside(
              id.machine(),
              "The baseline crashed %d times in a row, the last time because: %s Mend it, then start the worker again."
                  .formatted(PATIENCE, verdict.reason()),
              at));
    }
  }

  /** It ran on a head that is two wins old or not this branch's: nothing to judge it against. */
  private static Verdict noEvidence(Experiment experiment, Outcome outcome) {
    return outcome instanceof Outcome.Crashed crashed
        ? new Verdict(Status.CRASH, crashed.reason())
        : new Verdict(
            Status.DISCARD,
            experiment
                .base()
                .map("It ran on %s, which is neither the head nor the one before it."::formatted)
                .orElse("Its worker did not say what it ran on."));
  }

  private static void record(Draft draft, Command.ReportOutcome report, String reason) {
    draft.add(
        new Event.EvidenceRecorded(
            report.id(), report.token(), report.commit(), report.outcome(), reason, report.at()));
  }
}
