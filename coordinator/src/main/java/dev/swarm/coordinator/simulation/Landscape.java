package dev.swarm.coordinator.simulation;

import dev.swarm.shared.campaign.Ladder;
import dev.swarm.shared.experiment.LineChange;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.RunFacts;
import dev.swarm.shared.knob.Knob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The truth that no worker is told: how good a configuration is on each class. Each knob has a best
 * place; for some it is the same on all classes, for some it lies at the other end on every second
 * one, for the rest each class has its own.
 */
final class Landscape {
  /** What the worst place of one knob costs, in noise floors of the class. */
  private static final double STEEPNESS = 25;

  private static final double CRASH = 0.02;

  /** Learning rates up to this share of their range never diverge; far above they do. */
  private static final double STABLE = 0.8;

  /** How much a patch may do, in noise floors. */
  private static final double PATCH = 3;

  private static final double SCALE = 3_000;

  private final SplittableRandom random;
  private final double[][] best;

  private Landscape(SplittableRandom random, double[][] best) {
    this.random = random;
    this.best = best;
  }

  static Landscape draw(SplittableRandom random) {
    List<Knob> knobs = SimulatedCampaign.KNOBS;
    double[][] best = new double[HardwareClass.ALL.size()][knobs.size()];
    for (int knob = 0; knob < knobs.size(); knob++) {
      double shared = random.nextDouble();
      int kind = random.nextInt(3);
      for (int each = 0; each < best.length; each++) {
        double opposite = each % 2 == 0 ? shared : 1 - shared;
        best[each][knob] = kind == 0 ? shared : kind == 1 ? opposite : random.nextDouble();
      }
    }
    return new Landscape(random, best);
  }

  /**
   * What comes of a run on a machine of a class.
   *
   * @param rung of the ladder; absent for the branch's own
   * @param lines that it changes; absent when nobody counted
   */
  Outcome run(
      int hardwareClass, Program program, Optional<Ladder.Rung> rung, Optional<LineChange> lines) {
    HardwareClass hardware = HardwareClass.ALL.get(hardwareClass);
    String[] values = program.with(rung.map(Ladder.Rung::knobs).orElse(Map.of())).knobs();
    double memory = memory(values);
    if (memory > hardware.memoryMib()) {
      return crashed("out-of-memory", "It needed more memory than there is.");
    }
    if (place(0, values[0]) > STABLE && random.nextDouble() < 0.5) {
      return crashed("divergence", "The loss is not a number.");
    }
    if (random.nextDouble() < CRASH) {
      return crashed("other", "It fell over.");
    }
    double metric =
        hardware.metric()
            + loss(hardwareClass, values) * hardware.noise()
            + hardware.noise() * random.nextGaussian();
    for (int line : program.lines()) {
      metric += effect(hardwareClass, line) * hardware.noise();
    }
    // On another rung everything is worse or better by far, so nobody can mix them up unnoticed.
    metric *= rung.isPresent() ? SCALE / rung.get().budget().toSeconds() : 1;
    return new Outcome.Measured(
        metric, OptionalDouble.of(memory), Map.of(), facts(hardware, lines));
  }

  /** How far from the best a configuration is, in noise floors. */
  private double loss(int hardwareClass, String[] values) {
    double loss = 0;
    for (int knob = 0; knob < values.length; knob++) {
      double away = place(knob, values[knob]) - best[hardwareClass][knob];
      loss += STEEPNESS * away * away;
    }
    return loss;
  }

  /** What a patch does on a class, in noise floors: some help on all, most on none. */
  private static double effect(int hardwareClass, int line) {
    double everywhere = new SplittableRandom(line).nextGaussian();
    double here = new SplittableRandom(31L * line + hardwareClass).nextGaussian();
    return PATCH * (1 + everywhere + here);
  }

  /** Where in its knob's range a value lies, from 0 to 1. */
  private static double place(int index, String value) {
    Knob knob = SimulatedCampaign.KNOBS.get(index);
    if (knob instanceof Knob.Choice choice) {
      return (double) choice.choices().indexOf(value) / (choice.choices().size() - 1);
    }
    Knob.Numeric numeric = (Knob.Numeric) knob;
    double number = Double.parseDouble(value);
    return numeric.scale() == Knob.Scale.LOG
        ? Math.log(number / numeric.min()) / Math.log(numeric.max() / numeric.min())
        : (number - numeric.min()) / (numeric.max() - numeric.min());
  }

  private static double memory(String[] values) {
    return 1_000 + Double.parseDouble(values[4]) * Double.parseDouble(values[5]) / 60;
  }

  private static Outcome crashed(String kind, String reason) {
    return new Outcome.Crashed(kind, reason, "", RunFacts.NEVER_STARTED);
  }

  private static RunFacts facts(HardwareClass hardware, Optional<LineChange> lines) {
    return new RunFacts(
        Optional.empty(),
        Duration.ofMillis(hardware.runMillis()),
        Optional.empty(),
        Optional.empty(),
        lines,
        false);
  }
}
