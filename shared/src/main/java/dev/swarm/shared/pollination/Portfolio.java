package dev.swarm.shared.pollination;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a machine that joins tries first: few whole configurations that between them are good on
 * every branch. Metrics of different classes can't be compared, so each branch only ranks the
 * configurations by what it, or machines of its class, gained with the changes in them; chosen is,
 * greedily, what most improves the best rank on the branches together (Winkelmolen et al. 2020,
 * "Practical and sample efficient zero-shot HPO", with ranks in the place of losses).
 */
public final class Portfolio {
  /** How many branches of other classes one of the newcomer's own class weighs. */
  private static final int OWN_CLASS = 3;

  private Portfolio() {}

  /**
   * All that a branch has.
   *
   * @param changes what it advanced by, oldest first, at least one
   */
  public record Configuration(MachineName machine, String hardwareClass, List<ChangeId> changes) {
    public Configuration {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Chooses the configurations that a newcomer tries, the best first.
   *
   * @param hardwareClass of the newcomer
   * @param configurations one for each branch that advanced
   * @param offers what is known of single changes, by their identity
   * @param size how many at most
   */
  public static List<Configuration> choose(
      String hardwareClass,
      Collection<Configuration> configurations,
      Map<ChangeId, Offer> offers,
      int size) {
    List<Configuration> branches =
        configurations.stream()
            .sorted(Comparator.comparing(each -> each.machine().text()))
            .toList();
    List<Ranking> rankings = rankings(hardwareClass, branches, offers);
    List<Configuration> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(size, branches.size())) {
      int next = -1;
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < branches.size(); i++) {
        double ranks = 0;
        for (Ranking each : rankings) {
          ranks += each.weight * Math.min(each.best, each.ranks[i]);
        }
        if (ranks < best && !chosen.contains(branches.get(i))) {
          best = ranks;
          next = i;
        }
      }
      chosen.add(branches.get(next));
      for (Ranking each : rankings) {
        each.best = Math.min(each.best, each.ranks[next]);
      }
    }
    return chosen;
  }

  /** The branches of one class: they rank alike, for they know the same. */
  private static final class Ranking {
    final int weight;

    /** Of each configuration: 1 for the best; those of which the class knows as much share one. */
    final double[] ranks;

    /** The best rank that any of the chosen has here. */
    double best = Double.POSITIVE_INFINITY;

    Ranking(int weight, double[] gains) {
      this.weight = weight;
      double[] ascending = gains.clone();
      Arrays.sort(ascending);
      this.ranks =
          Arrays.stream(gains)
              .map(
                  gain -> {
                    int upTo = count(ascending, gain, true);
                    int same = upTo - count(ascending, gain, false);
                    return 1 + (ascending.length - upTo) + 0.5 * (same - 1);
                  })
              .toArray();
    }

    /** How many lie below a gain, or up to it. */
    private static int count(double[] ascending, double gain, boolean itself) {
      int low = 0;
      int high = ascending.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        int order = Double.compare(ascending[middle], gain);
        if (order < 0 || itself && order == 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }

  private static List<Ranking> rankings(
      String hardwareClass, List<Configuration> branches, Map<ChangeId, Offer> offers) {
    Map<String, Integer> weights = new TreeMap<>();
    for (Configuration branch : branches) {
      int weight = branch.hardwareClass().equals(hardwareClass) ? OWN_CLASS : 1;
      weights.merge(branch.hardwareClass(), weight, Integer::sum);
    }
    Map<ChangeId, Integer> numbers = new HashMap<>();
    int[][] changes =
        branches.stream()
            .map(each -> each.changes().stream().mapToInt(one -> number(one, numbers)).toArray())
            .toArray(int[][]::new);
    List<Ranking> rankings = new ArrayList<>();
    weights.forEach(
        (name, weight) -> rankings.add(new Ranking(weight, gains(changes, numbers, name, offers))));
    return rankings;
  }

  private static int number(ChangeId change, Map<ChangeId, Integer> numbers) {
    return numbers.computeIfAbsent(change, each -> numbers.size());
  }

  /**
   * What a class gained with each configuration's changes, in noise floors, as far as it tried. A
   * change that is in thousands of configurations is looked up once.
   */
  private static double[] gains(
      int[][] changes,
      Map<ChangeId, Integer> numbers,
      String onClass,
      Map<ChangeId, Offer> offers) {
    double[] gainOf = new double[numbers.size()];
    numbers.forEach((change, number) -> gainOf[number] = gain(offers.get(change), onClass));
    return Arrays.stream(changes)
        .mapToDouble(
            each -> {
              // In their order, for the sum of rounded numbers depends on it.
              double sum = 0;
              for (int change : each) {
                sum += gainOf[change];
              }
              return sum;
            })
        .toArray();
  }

  private static double gain(Offer offer, String onClass) {
    if (offer == null) {
      return 0;
    }
    return offer.win().hardwareClass().equals(onClass)
        ? offer.win().gain()
        : offer.in(onClass).gain().orElse(0);
  }
}
