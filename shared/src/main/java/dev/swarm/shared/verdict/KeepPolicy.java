package dev.swarm.shared.verdict;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.KeepRules;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import java.util.OptionalDouble;

/**
 * A campaign's keep policy with what a machine has learned so far: puts the runs of an experiment
 * before it. The coordinator and a worker that is on its own judge by this and nothing else, so
 * that the same runs on the same head lead to the same verdict on either side.
 *
 * @param rules for the machine's hardware class
 */
public record KeepPolicy(Direction direction, KeepRules rules, Yardstick yardstick) {

  /** The machine's noise, or what the campaign file says of it before anything was repeated. */
  public Noise noise() {
    Noise measured = yardstick.noise();
    OptionalDouble known = rules.noiseFloor();
    return measured.degrees() == 0 && known.isPresent()
        ? Noise.known(known.getAsDouble())
        : measured;
  }

  /**
   * What follows from an experiment's runs so far.
   *
   * @param trial with at least one run of the experiment itself
   * @param transplant whether it was carried over from another machine
   * @param more whether more runs can be had
   */
  public Judgement judge(Trial trial, Incumbent incumbent, boolean transplant, boolean more) {
    int confirmations = more ? rules.confirmations() : 0;
    Evidence evidence = evidence(trial, incumbent);
    if (rules.policy() == KeepRules.Policy.STRICT) {
      return StrictPolicy.judge(evidence);
    }
    return transplant
        ? MeasuredPolicy.ofTransplants(confirmations).judge(evidence)
        : MeasuredPolicy.ofIdeas(confirmations).judge(evidence);
  }

  /** How an experiment compares with what it ran on. */
  public Comparison comparison(Trial trial, Incumbent incumbent) {
    return evidence(trial, incumbent).comparison();
  }

  /**
   * What is known after a run that does not stand alone.
   *
   * @param incumbent all runs of the head, this one among them if it was the head's
   * @param noise of the machine, with what this run added
   */
  public record Repeated(Sample incumbent, Noise noise) {}

  /** A run that does not stand alone corrects what is known of its side, and of the noise. */
  public Repeated repeated(Trial trial, Sample incumbent, double metric) {
    if (trial.side() == Judgement.Side.INCUMBENT) {
      Sample after = incumbent.plus(metric);
      return new Repeated(after, noise().plus(incumbent, after));
    }
    return new Repeated(incumbent, noise(trial, metric));
  }

  /** The noise after another run of the experiment itself. */
  public Noise noise(Trial trial, double metric) {
    return trial
        .sample()
        .map(before -> noise().plus(before, before.plus(metric)))
        .orElseGet(this::noise);
  }

  private Evidence evidence(Trial trial, Incumbent incumbent) {
    return new Evidence(
        direction,
        trial.sample().orElseThrow(),
        incumbent.sample(),
        yardstick.best(direction, incumbent.sample().mean()),
        noise(),
        change(trial.first().orElseThrow().outcome(), incumbent),
        trial.confirmations(),
        yardstick.largestGain());
  }

  private static Change change(Outcome.Measured outcome, Incumbent incumbent) {
    double before = incumbent.memoryMib().orElse(0);
    double after = outcome.memoryMib().orElse(0);
    return new Change(
        outcome.facts().lines().map(LineChange::net).orElse(0),
        before > 0 && after > 0 ? after / before - 1 : 0);
  }
}
