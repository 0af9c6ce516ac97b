package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.CampaignFile;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.KeepRules;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Change;
import dev.swarm.shared.verdict.Evidence;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.MeasuredPolicy;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import dev.swarm.shared.verdict.StrictPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evidence about one machine's branch, kept beside the core from the runs themselves: every run
 * of what is a head, was the head before, or is on trial. Sums are made anew from the runs, not
 * carried along as the core does.
 */
final class Book {
  private final CampaignFile file;
  private final Map<ExperimentId, List<Run>> runs = new HashMap<>();
  private double squares;
  private int degrees;
  private double bestPassed = Double.NaN;
  private double largestGain;
  private ExperimentId head;
  private ExperimentId previous;
  private ExperimentId onTrial;
  private int confirmations;

  /**
   * @param file as it holds for the machine's class
   */
  Book(CampaignFile file) {
    this.file = file;
    file.keep()
        .noiseFloor()
        .ifPresent(
            floor -> {
              Noise known = Noise.known(floor);
              squares = known.squares();
              degrees = known.degrees();
            });
  }

  /** Takes in a run of an experiment, or of its incumbent for its sake. */
  void add(ExperimentId trial, Run run) {
    if (!trial.equals(onTrial)) {
      onTrial = trial;
      confirmations = 0;
    }
    ExperimentId id = run.side() == Judgement.Side.INCUMBENT ? head : trial;
    List<Run> known = runs.computeIfAbsent(id, each -> new ArrayList<>());
    double before = squares(known);
    known.add(run);
    if (known.size() > 1) {
      squares += squares(known) - before;
      degrees++;
    }
  }

  void confirmationOrdered() {
    confirmations++;
  }

  int confirmations() {
    return confirmations;
  }

  /** The runs of an experiment so far. */
  List<Run> runs(ExperimentId id) {
    return runs.getOrDefault(id, List.of());
  }

  Noise noise() {
    return new Noise(squares, degrees);
  }

  /** What the runs so far come to; runs are counted from 1. */
  Optional<Sample> sample(ExperimentId id) {
    List<Run> known = runs(id);
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(new Sample(known.size(), mean(known), squares(known)));
  }

  ExperimentId head() {
    return head;
  }

  /**
   * What the campaign's policy says of an experiment.
   *
   * @param base what it ran on
   * @param isLast whether no more runs can be had
   */
  Judgement judge(ExperimentId id, Proposal proposal, Optional<ExperimentId> base, boolean isLast) {
    ExperimentId ranOn = base.orElse(null);
    boolean isOnHead = ranOn != null && ranOn.equals(head);
    if (ranOn == null || !isOnHead && !ranOn.equals(previous)) {
      return new Judgement.Discard("It ran on neither the head nor the one before it.");
    }
    Evidence evidence = evidence(id, ranOn);
    if (file.keep().policy() == KeepRules.Policy.STRICT) {
      return StrictPolicy.judge(evidence);
    }
    int allowed = isLast || !isOnHead ? 0 : file.keep().confirmations();
    return (proposal.transplant().isPresent()
            ? MeasuredPolicy.ofTransplants(allowed)
            : MeasuredPolicy.ofIdeas(allowed))
        .judge(evidence);
  }

  /** The branch moves on. */
  void advanced(ExperimentId id, boolean realWin) {
    if (head != null) {
      double before = sample(head).orElseThrow().mean();
      Direction direction = file.direction();
      if (realWin) {
        double gain = direction.improvement(sample(id).orElseThrow().mean(), before);
        largestGain = Math.max(largestGain, gain);
        bestPassed = Double.NaN;
      } else {
        bestPassed = best(before);
      }
    }
    previous = head;
    head = id;
    ended();
  }

  void withdrawn(ExperimentId id) {
    if (id.equals(onTrial)) {
      ended();
    }
  }

  /** The trial is over: what is neither head nor the head before it is needed no more. */
  void ended() {
    runs.keySet().removeIf(each -> !each.equals(head) && !each.equals(previous));
    onTrial = null;
  }

  private Evidence evidence(ExperimentId id, ExperimentId base) {
    Sample incumbent = sample(base).orElseThrow();
    return new Evidence(
        file.direction(),
        sample(id).orElseThrow(),
        incumbent,
        best(incumbent.mean()),
        noise(),
        new Change(lines(id), memory(id) / memory(base) - 1),
        id.equals(onTrial) ? confirmations : 0,
        largestGain);
  }

  private double best(double mean) {
    return file.direction().better(bestPassed, mean) ? bestPassed : mean;
  }

  private int lines(ExperimentId id) {
    return measured(runs(id).get(0)).facts().lines().map(LineChange::net).orElse(0);
  }

  private double memory(ExperimentId id) {
    return measured(runs(id).get(0)).memoryMib().orElseThrow();
  }

  private static double mean(List<Run> runs) {
    double sum = 0;
    for (Run run : runs) {
      sum += measured(run).metric();
    }
    return sum / runs.size();
  }

  private static double squares(List<Run> runs) {
    double mean = mean(runs);
    double sum = 0;
    for (Run run : runs) {
      double deviation = measured(run).metric() - mean;
      sum += deviation * deviation;
    }
    return sum;
  }

  private static Outcome.Measured measured(Run run) {
    return (Outcome.Measured) run.outcome();
  }
}
