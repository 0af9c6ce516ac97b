package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.KeepRules;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.verdict.Change;
import dev.swarm.shared.verdict.Comparison;
import dev.swarm.shared.verdict.Evidence;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.MeasuredPolicy;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.StrictPolicy;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts the evidence before the campaign's keep policy. */
final class Judging {
  private Judging() {}

  /** What follows from an experiment's runs so far. */
  static Judgement judge(Draft draft, Experiment experiment, Trial trial) {
    KeepRules rules = rules(draft, experiment);
    if (experiment.isBaseline()) {
      return baseline(rules, trial);
    }
    // What ran on a head that is none any more can't be run beside it again.
    boolean isOnHead = branch(draft, experiment).isHead(experiment);
    return judge(draft, experiment, trial, isOnHead ? rules.confirmations() : 0);
  }

  /** What follows when no more runs can be had. */
  static Judgement last(Draft draft, Experiment experiment, Trial trial) {
    return experiment.isBaseline() ? baseline(trial) : judge(draft, experiment, trial, 0);
  }

  /** The machine's noise, or what the campaign file says of it before anything was repeated. */
  static Noise noise(Settings settings, Machine machine) {
    Noise measured = machine.branch().yardstick().noise();
    OptionalDouble known =
        settings.file().forClass(machine.membership().hardwareClass()).keep().noiseFloor();
    return measured.degrees() == 0 && known.isPresent()
        ? Noise.known(known.getAsDouble())
        : measured;
  }

  private static Judgement judge(
      Draft draft, Experiment experiment, Trial trial, int confirmations) {
    Optional<Head> incumbent = branch(draft, experiment).incumbentOf(experiment);
    if (incumbent.isEmpty()) {
      return new Judgement.Discard(
          experiment
              .base()
              .map("It ran on %s, which is neither the head nor the one before it."::formatted)
              .orElse("Its worker did not say what it ran on."));
    }
    Evidence evidence = evidence(draft, experiment, trial, incumbent.get());
    return rules(draft, experiment).policy() == KeepRules.Policy.STRICT
        ? StrictPolicy.judge(evidence)
        : policy(experiment, confirmations).judge(evidence);
  }

  private static MeasuredPolicy policy(Experiment experiment, int confirmations) {
    return experiment.proposal().transplant().isPresent()
        ? MeasuredPolicy.ofTransplants(confirmations)
        : MeasuredPolicy.ofIdeas(confirmations);
  }

  /** How an experiment compares with what it ran on; absent when that is unknown, or a baseline. */
  static Optional<Comparison> comparison(Draft draft, Experiment experiment, Trial trial) {
    return branch(draft, experiment)
        .incumbentOf(experiment)
        .map(incumbent -> evidence(draft, experiment, trial, incumbent).comparison());
  }

  private static Evidence evidence(
      Draft draft, Experiment experiment, Trial trial, Head incumbent) {
    Machine machine = draft.machine(experiment.id().machine());
    Yardstick yardstick = machine.branch().yardstick();
    return new Evidence(
        draft.settings().file().direction(),
        trial.sample().orElseThrow(),
        incumbent.sample(),
        yardstick.best(draft.settings().file().direction(), incumbent.metric()),
        noise(draft.settings(), machine),
        change(trial.first().orElseThrow().outcome(), incumbent),
        trial.confirmations(),
        yardstick.largestGain());
  }

  private static Change change(Outcome.Measured outcome, Head incumbent) {
    double before = incumbent.memoryMib().orElse(0);
    double after = outcome.memoryMib().orElse(0);
    return new Change(
        outcome.facts().lines().map(LineChange::net).orElse(0),
        before > 0 && after > 0 ? after / before - 1 : 0);
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

  private static KeepRules rules(Draft draft, Experiment experiment) {
    Machine machine = draft.machine(experiment.id().machine());
    return draft.settings().file().forClass(machine.membership().hardwareClass()).keep();
  }

  private static Branch branch(Draft draft, Experiment experiment) {
    return draft.machine(experiment.id().machine()).branch();
  }
}
