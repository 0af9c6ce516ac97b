package dev.swarm.shared.pollination;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

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
    List<Configuration> left =
        new ArrayList<>(
            configurations.stream()
                .sorted(Comparator.comparing(each -> each.machine().text()))
                .toList());
    List<Configuration> branches = List.copyOf(left);
    List<Configuration> chosen = new ArrayList<>();
    while (chosen.size() < size && !left.isEmpty()) {
      double best = Double.POSITIVE_INFINITY;
      Configuration next = null;
      for (Configuration each : left) {
        List<Configuration> with = new ArrayList<>(chosen);
        with.add(each);
        double ranks = ranks(with, branches, hardwareClass, offers);
        if (ranks < best) {
          best = ranks;
          next = each;
        }
      }
      chosen.add(next);
      left.remove(next);
    }
    return chosen;
  }

  /** Sum over the branches of the best rank that any of the chosen has there. */
  private static double ranks(
      List<Configuration> chosen,
      List<Configuration> branches,
      String hardwareClass,
      Map<ChangeId, Offer> offers) {
    double sum = 0;
    for (Configuration branch : branches) {
      double best = Double.POSITIVE_INFINITY;
      for (Configuration each : chosen) {
        best = Math.min(best, rank(each, branch.hardwareClass(), branches, offers));
      }
      sum += best * (branch.hardwareClass().equals(hardwareClass) ? OWN_CLASS : 1);
    }
    return sum;
  }

  /** 1 for the best; configurations of which a class knows as much share a rank. */
  private static double rank(
      Configuration one,
      String onClass,
      List<Configuration> configurations,
      Map<ChangeId, Offer> offers) {
    double gain = gain(one, onClass, offers);
    double better = 0;
    for (Configuration other : configurations) {
      double others = gain(other, onClass, offers);
      better += others > gain ? 1 : others == gain && other != one ? 0.5 : 0;
    }
    return 1 + better;
  }

  /** What a class gained with a configuration's changes, in noise floors, as far as it tried. */
  private static double gain(
      Configuration configuration, String onClass, Map<ChangeId, Offer> offers) {
    double sum = 0;
    for (ChangeId change : configuration.changes()) {
      Offer offer = offers.get(change);
      if (offer != null) {
        OptionalDouble measured =
            offer.win().hardwareClass().equals(onClass)
                ? OptionalDouble.of(offer.win().gain())
                : offer.in(onClass).gain();
        sum += measured.orElse(0);
      }
    }
    return sum;
  }
}
