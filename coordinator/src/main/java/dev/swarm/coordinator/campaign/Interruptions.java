package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;

/** Failures that are the machine's, not the experiment's: requeued, counted, never logged. */
final class Interruptions {
  private Interruptions() {}

  static void handOutAgain(
      Draft draft, Command.ReportOutcome report, Outcome.Interrupted interrupted) {
    ExperimentId id = report.id();
    draft.add(
        new Event.ExperimentHandedOutAgain(
            id, draft.campaign().lastToken() + 1, interrupted.reason(), true, report.at()));
    Machine after = draft.machine(id.machine());
    int inARow = after.membership().interruptions();
    int patience = patience(draft, after);
    Experiment experiment = after.workload().find(id).orElseThrow();
    if (inARow == patience - 1 && !experiment.isBaseline()) {
      // Before the machine is blamed, another experiment shows whether it was this one.
      giveUp(draft, experiment, report, inARow);
      Assignments.fill(draft, after, report.at());
    }
    if (inARow >= patience) {
      draft.add(
          new Event.MachineSetAside(
              id.machine(),
              "%d runs in a row were interrupted, the last one because: %s Mend it, then start the worker again."
                  .formatted(inARow, interrupted.reason()),
              report.at()));
    }
  }

  static void setAsideAfterBaselineCrashes(
      Draft draft, ExperimentId id, Verdict verdict, Instant at) {
    Machine machine = draft.machine(id.machine());
    int inARow = machine.branch().tally().baselineCrashes();
    if (inARow >= patience(draft, machine)) {
      draft.add(
          new Event.MachineSetAside(
              id.machine(),
              "The baseline crashed %d times in a row, the last time because: %s Mend it, then start the worker again."
                  .formatted(inARow, verdict.reason()),
              at));
    }
  }

  /** What was measured of it is judged; without any it is taken back, its outcome kept. */
  private static void giveUp(
      Draft draft, Experiment experiment, Command.ReportOutcome report, int inARow) {
    Trial trial = draft.machine(experiment.id().machine()).workload().trial();
    String reason = "It was interrupted %d times in a row.".formatted(inARow);
    if (trial.first().isPresent()) {
      Ratchet.record(draft, report, reason);
      Ratchet.settle(draft, experiment, trial, Judging.last(draft, experiment, trial), report.at());
    } else {
      draft.add(new Event.ExperimentWithdrawn(experiment.id(), reason, report.at()));
      Ratchet.record(draft, report, reason);
    }
  }

  private static int patience(Draft draft, Machine machine) {
    return draft
        .settings()
        .file()
        .forClass(machine.membership().hardwareClass())
        .retries()
        .infrastructure();
  }
}
