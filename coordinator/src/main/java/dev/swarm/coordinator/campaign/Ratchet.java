package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.pollination.OfferBook;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.KeepPolicy;
import dev.swarm.shared.verdict.Metrics;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Status;
import dev.swarm.shared.verdict.Trial;
import dev.swarm.shared.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/** Verdicts: one for each experiment, and a branch that only ever advances. */
final class Ratchet {
  private Ratchet() {}

  static Reply report(Draft draft, Command.ReportOutcome report) {
    Machine machine = draft.machine(report.id().machine());
    if (machine == null || report.id().number() >= machine.workload().nextNumber()) {
      return new Reply.Rejected(
          Reply.Code.EXPERIMENT_UNKNOWN,
          "No experiment %s was ever handed out in this campaign.".formatted(report.id()));
    }
    if (machine.workload().outstanding().contains(new Command.Held(report.id(), report.token()))) {
      record(draft, report, "Its lease, token %d, had been taken back.".formatted(report.token()));
      return Reply.ACCEPTED;
    }
    Optional<Experiment> assigned =
        machine
            .workload()
            .find(report.id())
            .filter(experiment -> experiment.token() == report.token());
    if (assigned.isEmpty()) {
      // What this lease came to is known already.
      return Reply.ACCEPTED;
    }
    if (!machine.workload().running().equals(assigned)) {
      return new Reply.Rejected(
          Reply.Code.OUT_OF_ORDER,
          "Experiment %s waits for the verdict on the one before it; report that first."
              .formatted(report.id()));
    }
    if (report.outcome() instanceof Outcome.Interrupted interrupted) {
      Interruptions.handOutAgain(draft, report, interrupted);
    } else if (assigned.get().proposal().rung().isPresent()) {
      Ladders.take(draft, assigned.get().ranOn(report.base()), report);
      Assignments.fill(draft, machine, report.at());
    } else {
      OfferBook offers = draft.campaign().offers();
      take(draft, assigned.get().ranOn(report.base()), report);
      Assignments.fill(draft, machine, report.at());
      if (draft.campaign().offers() != offers) {
        Assignments.fillIdle(draft, report.at());
      }
    }
    return Reply.ACCEPTED;
  }

  static Machine apply(Settings settings, Machine machine, Event event) {
    Branch branch = machine.branch();
    if (event instanceof Event.RunMeasured run) {
      return machine.with(branch.repeated(run.incumbent(), run.noise()));
    }
    if (event instanceof Event.ExperimentJudged judged) {
      return machine.with(branch.counted(judged.experiment(), judged.verdict().status()));
    }
    if (event instanceof Event.BranchAdvanced advanced) {
      return machine.with(branch.advanced(settings.file().direction(), advanced));
    }
    if (event instanceof Event.LoopApproved) {
      return machine.with(branch.letBegin());
    }
    return event instanceof Event.MachineJoined ? machine.with(branch.forgiven()) : machine;
  }

  /** Takes a run in: it leads to a verdict, or to another run. */
  private static void take(Draft draft, Experiment experiment, Command.ReportOutcome report) {
    Outcome outcome = Metrics.checked(report.outcome());
    if (!(outcome instanceof Outcome.Measured measured)) {
      takeCrash(draft, experiment, report, (Outcome.Crashed) outcome);
      return;
    }
    Trial before = draft.machine(report.id().machine()).workload().trial();
    if (before.first().isPresent()) {
      measure(draft, report, measured);
    }
    Trial trial = draft.machine(report.id().machine()).workload().trial();
    Trial judged = before.first().isPresent() ? trial : trial.measured(report.commit(), measured);
    Judgement judgement = Judging.judge(draft, experiment, judged);
    if (judgement instanceof Judgement.RunAgain again) {
      if (before.first().isEmpty()) {
        measure(draft, report, measured);
      }
      draft.add(
          new Event.ConfirmationOrdered(
              experiment.id(),
              draft.campaign().lastToken() + 1,
              again.side(),
              again.reason(),
              report.at()));
    } else {
      settle(draft, experiment, judged, judgement, report.at());
    }
  }

  /** A run that does not stand alone: it corrects what is known of its side, and of the noise. */
  private static void measure(
      Draft draft, Command.ReportOutcome report, Outcome.Measured measured) {
    Machine machine = draft.machine(report.id().machine());
    Trial trial = machine.workload().trial();
    Optional<Sample> incumbent = machine.branch().head().map(Head::sample);
    KeepPolicy policy = Judging.policy(draft.settings(), machine);
    Optional<KeepPolicy.Repeated> repeated =
        incumbent.map(each -> policy.repeated(trial, each, measured.metric()));
    draft.add(
        new Event.RunMeasured(
            report.id(),
            report.token(),
            trial.side(),
            report.commit(),
            measured,
            repeated.map(KeepPolicy.Repeated::incumbent),
            repeated
                .map(KeepPolicy.Repeated::noise)
                .orElseGet(() -> policy.noise(trial, measured.metric())),
            report.at()));
  }

  /** A crash ends an experiment, unless it was its incumbent that crashed. */
  private static void takeCrash(
      Draft draft, Experiment experiment, Command.ReportOutcome report, Outcome.Crashed crashed) {
    Trial trial = draft.machine(report.id().machine()).workload().trial();
    if (trial.side() == Judgement.Side.INCUMBENT && trial.first().isPresent()) {
      record(draft, report, "The incumbent's run for comparison crashed.");
      settle(draft, experiment, trial, Judging.last(draft, experiment, trial), report.at());
      return;
    }
    if (crashed.kind().equals(Metrics.NO_CHANGE) && trial.first().isEmpty()) {
      draft.add(new Event.ExperimentWithdrawn(experiment.id(), crashed.reason(), report.at()));
      record(draft, report, crashed.reason());
      return;
    }
    Verdict verdict =
        new Verdict(
            Status.CRASH,
            trial.first().isEmpty()
                ? crashed.reason()
                : "It measured once, then crashed: " + crashed.reason());
    draft.add(
        new Event.ExperimentJudged(
            experiment,
            report.commit(),
            crashed,
            trial.metrics(),
            Optional.empty(),
            verdict,
            row(draft, experiment),
            report.at()));
    if (experiment.isBaseline()) {
      Assignments.withdrawWaiting(draft, draft.machine(experiment.id().machine()), report.at());
      Interruptions.setAsideAfterBaselineCrashes(draft, experiment.id(), verdict, report.at());
    } else if (!Repairs.propose(draft, experiment, crashed, report.at())) {
      Transplants.afterFailure(draft, experiment, report.at());
    }
  }

  /** Gives the one verdict, and moves the branch if that is what it says. */
  static void settle(
      Draft draft, Experiment experiment, Trial trial, Judgement judgement, Instant at) {
    Machine machine = draft.machine(experiment.id().machine());
    Branch branch = machine.branch();
    Trial.FirstRun first = trial.first().orElseThrow();
    Sample sample = trial.sample().orElseThrow();
    boolean better = judgement instanceof Judgement.Keep;
    boolean tooEarly = better && !branch.isHead(experiment);
    Verdict verdict =
        new Verdict(
            better && !tooEarly ? Status.KEEP : Status.DISCARD,
            judgement.reason() + (tooEarly ? " But the branch has moved on since." : ""));
    int row = row(draft, experiment);
    draft.add(
        new Event.ExperimentJudged(
            experiment,
            first.commit(),
            Metrics.mean(first.outcome(), sample),
            trial.metrics(),
            Judging.comparison(draft, experiment, trial),
            verdict,
            row,
            at));
    if (tooEarly) {
      Assignments.measureOnHead(
          draft,
          machine,
          experiment
              .proposal()
              .because(
                  "It beat %s, which was no longer the head.".formatted(experiment.base().get())),
          at);
    } else if (judgement instanceof Judgement.Keep keep) {
      Head head =
          new Head(experiment.id(), first.commit(), sample, first.outcome().memoryMib(), row, at);
      draft.add(
          new Event.BranchAdvanced(
              experiment.id(), experiment.proposal(), head, keep.realWin(), at));
      Assignments.rebaseWaiting(draft, machine, at);
    } else {
      Transplants.afterFailure(draft, experiment, at);
    }
  }

  static void record(Draft draft, Command.ReportOutcome report, String reason) {
    draft.add(
        new Event.EvidenceRecorded(
            report.id(), report.token(), report.commit(), report.outcome(), reason, report.at()));
  }

  private static int row(Draft draft, Experiment experiment) {
    return draft.machine(experiment.id().machine()).branch().tally().rows() + 1;
  }
}
