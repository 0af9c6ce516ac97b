package dev.swarm.shared.verdict;

import dev.swarm.shared.campaign.Direction;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Simulated campaigns whose true effects are known, to count how often a policy is fooled. Effects
 * are drawn from a Laplace distribution, relative to the incumbent; the policy sees only noisy
 * metrics and is not told how noisy they are. {@code bench/verdicts} runs it.
 */
final class VerdictSimulation {
  private static final int EXPERIMENTS = 200;
  private static final int BASELINE_RUNS = 3;
  private static final int CONFIRMATIONS = 4;

  /** What the world is like: noise of one run, and the distribution of the true effects. */
  record World(double sigma, double mean, double scale, ToDoubleFunction<Random> noise) {
    static final World H100 = new World(0.002, 0.0005, 0.002, Random::nextGaussian);

    /** Noise and effects 15 times as large. */
    static final World MAC = new World(0.03, 0.0075, 0.03, Random::nextGaussian);

    /** Student's t with 4 degrees of freedom, scaled to the same standard deviation. */
    static final World HEAVY_TAILED = new World(0.002, 0.0005, 0.002, World::studentT4);

    double measure(double truth, Random random) {
      return truth + sigma * noise.applyAsDouble(random);
    }

    double effect(Random random) {
      double u = random.nextDouble();
      return mean + (u < 0.5 ? scale * Math.log(2 * u) : -scale * Math.log(2 * (1 - u)));
    }

    private static double studentT4(Random random) {
      double chiSquare = 0;
      for (int i = 0; i < 4; i++) {
        chiSquare += Math.pow(random.nextGaussian(), 2);
      }
      return random.nextGaussian() / Math.sqrt(chiSquare / 4) / Math.sqrt(2);
    }
  }

  /** What came of many campaigns. */
  static final class Tally {
    private long kept;
    private long falselyKept;
    private long large;
    private long largeKept;
    private long runs;
    private long experiments;
    private double gained;

    /** Share of the kept experiments that are truly no better than what they replaced. */
    double falseKeepRate() {
      return (double) falselyKept / kept;
    }

    /** Share of the true gains above two sigma that were kept. */
    double trueKeepRate() {
      return (double) largeKept / large;
    }

    /** Runs, baselines and repetitions counted, for each experiment. */
    double runsPerExperiment() {
      return (double) runs / experiments;
    }

    /** True improvement for each run, in sigmas. */
    double gainPerRun(World world) {
      return gained / runs / world.sigma();
    }

    private void count(World world, double effect, boolean keep) {
      experiments++;
      boolean isLarge = effect < -2 * world.sigma();
      large += isLarge ? 1 : 0;
      if (keep) {
        kept++;
        gained -= effect;
        falselyKept += effect >= 0 ? 1 : 0;
        largeKept += isLarge ? 1 : 0;
      }
    }
  }

  private VerdictSimulation() {}

  static Tally measured(World world, int seeds) {
    Tally tally = new Tally();
    for (int seed = 0; seed < seeds; seed++) {
      campaign(world, new Random(seed), tally);
    }
    return tally;
  }

  static Tally strict(World world, int seeds) {
    Tally tally = new Tally();
    for (int seed = 0; seed < seeds; seed++) {
      Random random = new Random(seed);
      double truth = 1;
      double incumbent = world.measure(truth, random);
      tally.runs++;
      for (int i = 0; i < EXPERIMENTS; i++) {
        double effect = world.effect(random);
        double metric = world.measure(truth + effect, random);
        tally.runs++;
        boolean keep = Direction.MINIMIZE.better(metric, incumbent);
        tally.count(world, effect, keep);
        if (keep) {
          truth += effect;
          incumbent = metric;
        }
      }
    }
    return tally;
  }

  private static void campaign(World world, Random random, Tally tally) {
    MeasuredPolicy policy = MeasuredPolicy.ofIdeas(CONFIRMATIONS);
    double truth = 1;
    Noise noise = Noise.UNKNOWN;
    Sample incumbent = Sample.of(world.measure(truth, random));
    for (int i = 1; i < BASELINE_RUNS; i++) {
      Sample before = incumbent;
      incumbent = before.plus(world.measure(truth, random));
      noise = noise.plus(before, incumbent);
    }
    tally.runs += BASELINE_RUNS;
    double largestGain = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      double effect = world.effect(random);
      Sample candidate = Sample.of(world.measure(truth + effect, random));
      tally.runs++;
      int confirmations = 0;
      Judgement judgement;
      while (true) {
        judgement =
            policy.judge(
                new Evidence(
                    Direction.MINIMIZE,
                    candidate,
                    incumbent,
                    incumbent.mean(),
                    noise,
                    Change.NONE,
                    confirmations,
                    largestGain));
        if (!(judgement instanceof Judgement.RunAgain again)) {
          break;
        }
        confirmations++;
        tally.runs++;
        if (again.side() == Judgement.Side.CANDIDATE) {
          Sample before = candidate;
          candidate = before.plus(world.measure(truth + effect, random));
          noise = noise.plus(before, candidate);
        } else {
          Sample before = incumbent;
          incumbent = before.plus(world.measure(truth, random));
          noise = noise.plus(before, incumbent);
        }
      }
      boolean keep = judgement instanceof Judgement.Keep;
      tally.count(world, effect, keep);
      if (keep) {
        largestGain = Math.max(largestGain, incumbent.mean() - candidate.mean());
        truth += effect;
        incumbent = candidate;
      }
    }
  }

  /** Prints a line for each world, and one line of JSON about the first. */
  public static void main(String[] arguments) {
    int seeds = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
    print("sigma 0.03, effects 15 times as large", World.MAC, seeds);
    print("heavy-tailed noise (Student t, 4 degrees)", World.HEAVY_TAILED, seeds);
    print("sigma 0.002", World.H100, seeds);
    Tally measured = measured(World.H100, seeds);
    Tally strict = strict(World.H100, seeds);
    System.out.printf(
        Locale.ROOT,
        "{\"false_keep_rate\": %.4f, \"true_keep_rate\": %.4f, \"runs_per_experiment\": %.3f, \"strict\": {\"false_keep_rate\": %.4f, \"true_keep_rate\": %.4f, \"runs_per_experiment\": %.3f}, \"seeds\": %d}%n",
        measured.falseKeepRate(),
        measured.trueKeepRate(),
        measured.runsPerExperiment(),
        strict.falseKeepRate(),
        strict.trueKeepRate(),
        strict.runsPerExperiment(),
        seeds);
  }

  private static void print(String name, World world, int seeds) {
    System.out.println(name);
    print("measured", measured(world, seeds), world);
    print("strict", strict(world, seeds), world);
  }

  private static void print(String policy, Tally tally, World world) {
    System.out.printf(
        Locale.ROOT,
        "  %-8s  false keeps %4.1f %%  gains above two sigma kept %4.1f %%  runs per experiment %.2f  true gain per run %.3f sigma%n",
        policy,
        100 * tally.falseKeepRate(),
        100 * tally.trueKeepRate(),
        tally.runsPerExperiment(),
        tally.gainPerRun(world));
  }
}
