package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.KeepRules;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.KeepPolicy;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.Trial;
import java.util.Locale;
import java.util.Optional;

/** Puts an experiment before its machine's keep policy, and judges baselines. */
final class Judging {
  private Judging() {}

  /** What follows from an experiment's runs so far. */
  static Judgement judge(Draft draft, Experiment experiment, Trial trial) {
    if (experiment.isBaseline()) {
      return baseline(policy(draft, experiment).rules(), trial);
    }
    // What ran on a head that is none any more can't be run beside it again.
    return judge(draft, experiment, trial, branch(draft, experiment).isHead(experiment));
  }

  /** What follows when no more runs can be had. */
  static Judgement last(Draft draft, Experiment experiment, Trial trial) {
    return experiment.isBaseline() ? baseline(trial) : judge(draft, experiment, trial, false);
  }

  /** How an experiment compares with what it ran on; absent when that is unknown, or a baseline. */
  static Optional<Comparison> comparison(Draft draft, Experiment experiment, Trial trial) {
    return branch(draft, experiment)
        .incumbentOf(experiment)
        .map(head -> policy(draft, experiment).comparison(trial, head.incumbent()));
  }

  /** A machine's keep policy as it stands. */
  static KeepPolicy policy(Settings settings, Machine machine) {
    return new KeepPolicy(
        settings.file().direction(),
        settings.file().forClass(machine.membership().hardwareClass()).keep(),
        machine.branch().yardstick());
  }

  private static KeepPolicy policy(Draft draft, Experiment experiment) {
    return policy(draft.settings(), draft.machine(experiment.id().machine()));
  }

  private static Judgement judge(Draft draft, Experiment experiment, Trial trial, boolean more) {
    Optional<Head> incumbent = branch(draft, experiment).incumbentOf(experiment);
    if (incumbent.isEmpty()) {
      return new Judgement.Discard(
          experiment
              .base()
              .map("It ran on %s, which is neither the head nor the one before it."::formatted)
              .orElse("Its worker did not say what it ran on."));
    }
    return policy(draft, experiment)
        .judge(
            trial,
            incumbent.get().incumbent(),
            experiment.proposal().transplant().isPresent(),
            more);
  }

  private static Judgement baseline(KeepRules rules, Trial trial) {
    int wanted = rules.policy() == KeepRules.Policy.STRICT ? 1 : rules.baselineRuns();
    int runs = trial.metrics().size();
    return runs < wanted
        ? new Judgement.RunAgain(
            Judgement.Side.CANDIDATE,
            "The baseline runs %d times, to learn how noisy the metric is here; this was run %d."
                .formatted(wanted, runs))
        : baseline(trial);
  }

  private static Judgement baseline(Trial trial) {
    Sample sample = trial.sample().orElseThrow();
    String runs = sample.runs() == 1 ? "" : ", the mean of %d runs".formatted(sample.runs());
    return new Judgement.Keep(
        true, String.format(Locale.ROOT, "The baseline: %.6f%s.", sample.mean(), runs));
  }

  private static Branch branch(Draft draft, Experiment experiment) {
    return draft.machine(experiment.id().machine()).branch();
  }
}
