package dev.swarm.shared.pollination;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.verdict.Change;
import dev.swarm.shared.verdict.Evidence;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.MeasuredPolicy;
import dev.swarm.shared.verdict.Noise;
import dev.swarm.shared.verdict.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Two classes of hardware with one machine each on a landscape whose truth is known: how many
 * experiments does cross-pollination save, what does it cost where nothing transfers, and are
 * discoveries called what they are? The policies are the product's; time is virtual.
 */
final class PollinationSimulation {
  private static final int CHANGES = 1000;
  private static final double WIN = 0.1;
  private static final double SIGMA = 0.002;
  private static final double EFFECT = 2 * SIGMA;
  private static final int BASELINE_RUNS = 3;
  private static final int CONFIRMATIONS = 4;

  /** How long a machine alone is watched; what it gains by then is the goal of both. */
  private static final int ALONE = 300;

  private static final String[] CLASSES = {"h100", "apple-silicon"};

  private PollinationSimulation() {}

  /** True gain of each change on each class; a loss is below zero. */
  record Landscape(double[][] gains) {
    /** A share of the changes has the same effect on both classes, the others are independent. */
    static Landscape sharing(double share, Random random) {
      double[][] gains = new double[2][CHANGES];
      for (int change = 0; change < CHANGES; change++) {
        gains[0][change] = gain(random.nextDouble() < WIN, random);
        gains[1][change] =
            random.nextDouble() < share
                ? gains[0][change]
                : gain(random.nextDouble() < WIN, random);
      }
      return new Landscape(gains);
    }

    /** What wins on one class loses as much on the other. */
    static Landscape contrary(Random random) {
      double[][] gains = new double[2][CHANGES];
      for (int change = 0; change < CHANGES; change++) {
        double draw = random.nextDouble();
        double size = Math.abs(gain(true, random));
        boolean first = draw < WIN;
        boolean second = !first && draw < 2 * WIN;
        gains[0][change] = first ? size : second ? -size : gain(false, random);
        gains[1][change] = second ? size : first ? -size : gain(false, random);
      }
      return new Landscape(gains);
    }

    private static double gain(boolean win, Random random) {
      double size = -EFFECT * Math.log(1 - random.nextDouble());
      return win ? size : -size;
    }
  }

  /** A verdict and the numbers it was made of. */
  private record Judged(boolean kept, double gain, double standardError) {}

  /** One machine climbing its hill. */
  private static final class Climber {
    final int index;
    final Landscape landscape;
    final Random random;
    final List<Integer> untried = new ArrayList<>();
    Reception reception = Reception.NEW;
    double truth = 1;
    double trueGain;
    double largestGain;
    Sample incumbent;
    Noise noise = Noise.UNKNOWN;
    int experiments;

    Climber(int index, Landscape landscape, Random random) {
      this.index = index;
      this.landscape = landscape;
      this.random = random;
      for (int change = 0; change < CHANGES; change++) {
        untried.add(change);
      }
      Collections.shuffle(untried, random);
      incumbent = Sample.of(measure(0));
      for (int run = 1; run < BASELINE_RUNS; run++) {
        repeatIncumbent();
      }
    }

    double measure(double gain) {
      return truth - gain + SIGMA * random.nextGaussian();
    }

    void repeatIncumbent() {
      Sample before = incumbent;
      incumbent = before.plus(measure(0));
      noise = noise.plus(before, incumbent);
    }

    Judged judge(int change, MeasuredPolicy policy) {
      experiments++;
      untried.remove(Integer.valueOf(change));
      double gain = landscape.gains()[index][change];
      Sample candidate = Sample.of(measure(gain));
      for (int confirmations = 0; ; confirmations++) {
        Judgement judgement =
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
        if (judgement instanceof Judgement.RunAgain again) {
          if (again.side() == Judgement.Side.INCUMBENT) {
            repeatIncumbent();
          } else {
            Sample before = candidate;
            candidate = before.plus(measure(gain));
            noise = noise.plus(before, candidate);
          }
          continue;
        }
        double measured = incumbent.mean() - candidate.mean();
        double error =
            noise.floor().orElseThrow()
                * Math.sqrt(1.0 / candidate.runs() + 1.0 / incumbent.runs());
        boolean kept = judgement instanceof Judgement.Keep;
        if (kept) {
          truth -= gain;
          trueGain += gain;
          largestGain = Math.max(largestGain, measured);
          incumbent = candidate;
        }
        return new Judged(kept, measured, error);
      }
    }
  }

  /** What both classes measured of one change that was carried over. */
  private record Carried(int change, Discovery.Call there) {}

  /** Experiments that each class needs for what it gained alone, or more than there are. */
  private static double[] ratios(Landscape landscape, long seed, List<Carried> carried) {
    double[] goals = new double[2];
    int[] alone = new int[2];
    for (int index = 0; index < 2; index++) {
      Climber climber = new Climber(index, landscape, new Random(seed * 4 + index));
      double[] gains = new double[ALONE];
      for (int i = 0; i < ALONE; i++) {
        climber.judge(climber.untried.get(0), MeasuredPolicy.ofIdeas(CONFIRMATIONS));
        gains[i] = climber.trueGain;
      }
      goals[index] = gains[ALONE - 1];
      alone[index] = first(gains, goals[index]);
    }
    int[] together = together(landscape, seed, goals, carried);
    return new double[] {
      (double) together[0] / alone[0], (double) together[1] / alone[1],
    };
  }

  private static int first(double[] gains, double goal) {
    for (int i = 0; i < gains.length; i++) {
      if (gains[i] >= goal) {
        return i + 1;
      }
    }
    throw new IllegalStateException("The last gain is the goal.");
  }

  private static int[] together(
      Landscape landscape, long seed, double[] goals, List<Carried> carried) {
    Climber[] climbers = {
      new Climber(0, landscape, new Random(seed * 4 + 2)),
      new Climber(1, landscape, new Random(seed * 4 + 3)),
    };
    OfferBook offers = OfferBook.EMPTY.knowing(CLASSES[0]).knowing(CLASSES[1]);
    Map<ChangeId, Integer> changes = new HashMap<>();
    int[] needed = new int[2];
    while (needed[0] == 0 || needed[1] == 0) {
      for (Climber climber : climbers) {
        offers = step(climber, offers, changes, carried);
        if (needed[climber.index] == 0 && climber.trueGain >= goals[climber.index]) {
          needed[climber.index] = climber.experiments;
        }
        if (climber.untried.isEmpty()) {
          needed[climber.index] = CHANGES;
        }
      }
    }
    return needed;
  }

  private static OfferBook step(
      Climber climber, OfferBook offers, Map<ChangeId, Integer> changes, List<Carried> carried) {
    if (climber.untried.isEmpty()) {
      return offers;
    }
    String hardwareClass = CLASSES[climber.index];
    Optional<Win> next =
        Pollination.nextFor(
            new Pollination.Receiver(
                new MachineName("m" + climber.index),
                hardwareClass,
                climber.reception,
                climber.experiments),
            offers,
            win -> climber.untried.contains(Integer.valueOf(win.edit().knobs().get("change"))));
    if (next.isPresent()) {
      Win win = next.get();
      int change = changes.get(win.change());
      climber.reception =
          climber
              .reception
              .received(
                  win.change(),
                  new ExperimentId(new MachineName("m" + climber.index), climber.experiments))
              .counted(win.hardwareClass(), 1);
      Judged judged = climber.judge(change, MeasuredPolicy.ofTransplants(CONFIRMATIONS));
      climber.reception =
          climber.reception.agreed(
              win.hardwareClass(),
              new Agreement.Pair(win.gain(), judged.gain() / climber.noise.floor().orElseThrow()),
              judged.kept() ? Transfer.TRANSFERRED : Transfer.NEUTRAL);
      carried.add(new Carried(change, Discovery.call(judged.gain(), judged.standardError())));
      return offers;
    }
    int change = climber.untried.get(0);
    Judged judged = climber.judge(change, MeasuredPolicy.ofIdeas(CONFIRMATIONS));
    if (judged.kept()) {
      ChangeId source =
          ChangeId.of(new ExperimentId(new MachineName("m" + climber.index), climber.experiments));
      changes.put(source, change);
      return offers.plus(
          Offer.of(
              new Win(
                  new Transplant.Part(
                      source,
                      Optional.of(hardwareClass),
                      new Edit(Map.of("change", Integer.toString(change))),
                      Map.of(),
                      "change " + change),
                  hardwareClass,
                  judged.gain() / climber.noise.floor().orElseThrow())));
    }
    return offers;
  }

  /** How discoveries were called, by the truth. */
  static final class Calls {
    int large;
    int largeRight;
    int small;
    int smallWrong;

    void count(Landscape landscape, Carried carried) {
      double here = landscape.gains()[0][carried.change()];
      double there = landscape.gains()[1][carried.change()];
      boolean universal = here > 0 && there > 0;
      Discovery called = Discovery.of(List.of(Discovery.Call.WON, carried.there()));
      boolean right = called == (universal ? Discovery.UNIVERSAL : Discovery.CLASS_SPECIFIC);
      boolean isLarge = Math.min(Math.abs(here), Math.abs(there)) >= 2 * SIGMA;
      boolean isDiscovery = here > 0 || there > 0;
      if (isLarge && isDiscovery) {
        large++;
        largeRight += right ? 1 : 0;
      } else if (isDiscovery) {
        small++;
        smallWrong += !right && called != Discovery.UNDECIDED ? 1 : 0;
      }
    }
  }

  /** The median of many ratios, and where it lies with 95 % confidence by order statistics. */
  record Median(double value, double low, double high) {
    static Median of(List<Double> values) {
      double[] sorted = values.stream().mapToDouble(each -> each).sorted().toArray();
      int n = sorted.length;
      int half = (int) Math.ceil(1.96 * Math.sqrt(n) / 2);
      return new Median(
          (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
          sorted[Math.max(0, n / 2 - half)],
          sorted[Math.min(n - 1, n / 2 + half)]);
    }

    String json() {
      return String.format(
          Locale.ROOT, "{\"median\": %.3f, \"interval\": [%.3f, %.3f]}", value, low, high);
    }
  }

  /** A share, and where it lies with 95 % confidence (Wilson 1927). */
  record Share(double value, double low, double high) {
    static Share of(int count, int all) {
      double z2 = 1.96 * 1.96;
      double share = (double) count / all;
      double middle = (share + z2 / (2 * all)) / (1 + z2 / all);
      double half =
          1.96 * Math.sqrt(share * (1 - share) / all + z2 / (4.0 * all * all)) / (1 + z2 / all);
      return new Share(share, middle - half, middle + half);
    }

    String json() {
      return String.format(
          Locale.ROOT, "{\"rate\": %.4f, \"interval\": [%.4f, %.4f]}", value, low, high);
    }
  }

  static Median ratio(double share, int seeds, Calls calls) {
    List<Double> ratios = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      Landscape landscape = Landscape.sharing(share, new Random(1000 + seed));
      List<Carried> carried = new ArrayList<>();
      Arrays.stream(ratios(landscape, seed, carried)).forEach(ratios::add);
      carried.forEach(each -> calls.count(landscape, each));
    }
    return Median.of(ratios);
  }

  static Median contrary(int seeds) {
    List<Double> ratios = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      Landscape landscape = Landscape.contrary(new Random(2000 + seed));
      Arrays.stream(ratios(landscape, seed, new ArrayList<>())).forEach(ratios::add);
    }
    return Median.of(ratios);
  }

  /** Prints a line for each share and one line of JSON. */
  public static void main(String[] arguments) {
    int seeds = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    Calls calls = new Calls();
    Median headline = null;
    for (double share : new double[] {0.25, 0.5, 0.75, 1}) {
      Median ratio = ratio(share, seeds, calls);
      double bound = 1.15 * (1 + WIN) / (1 + share);
      System.out.printf(
          Locale.ROOT,
          "share %.2f: ratio %.3f [%.3f, %.3f], bound %.3f%n",
          share,
          ratio.value(),
          ratio.low(),
          ratio.high(),
          bound);
      headline = share == 0.75 ? ratio : headline;
    }
    System.out.printf(
        Locale.ROOT,
        "{\"experiments_ratio\": %s, \"contrary_ratio\": %s, \"classified_rate\": %s, \"misnamed_small_rate\": %s, \"discoveries\": %d, \"seeds\": %d}%n",
        headline.json(),
        contrary(seeds).json(),
        Share.of(calls.largeRight, calls.large).json(),
        Share.of(calls.smallWrong, calls.small).json(),
        calls.large + calls.small,
        seeds);
  }
}
