package dev.swarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Offer;
import dev.swarm.shared.pollination.Portfolio;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What a machine that joins is given first; jqwik prints the seed of a failure. */
class WarmStartTest {
  private static final List<String> CLASSES = List.of("h100", "mini", "cpu-x86");
  private static final int MACHINES = 7;

  @Property(tries = 60)
  void givesANewcomerWhatAPlainLookAtEveryBranchWould(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int steps) {
    Random random = new Random(seed);
    Situation situation = Situation.started();
    for (int step = 0; step < steps; step++) {
      step(situation, random);
      if (step % 10 == 0 || step == steps - 1) {
        String hardwareClass = CLASSES.get(random.nextInt(CLASSES.size()));
        assertThat(WarmStart.best(situation.campaign(), hardwareClass))
            .isEqualTo(plainly(situation.campaign(), hardwareClass));
      }
    }
  }

  @Example
  void knowsNothingOfABranchThatHasOnlyABaseline() {
    Situation situation = Situation.started();
    situation.join("m4max");
    situation.measured("m4max", 1);
    assertThat(situation.campaign().configurations()).isEmpty();

    situation.measured("m4max", 0.9);

    assertThat(situation.campaign().configurations()).hasSize(1);
    assertThat(WarmStart.best(situation.campaign(), "mini").get(0).changes())
        .containsExactly(new ChangeId("m4max-1"));
  }

  /** Machines join, now and then as another class, and measure; now and then they crash. */
  private static void step(Situation situation, Random random) {
    String machine = "m" + random.nextInt(MACHINES);
    Machine known = situation.machine(machine);
    if (known == null) {
      situation.joinClass(machine, CLASSES.get(random.nextInt(CLASSES.size())));
    } else if (known.workload().running().isEmpty() || random.nextInt(20) == 0) {
      situation.expire(machine);
      situation.joinClass(machine, CLASSES.get(random.nextInt(CLASSES.size())));
    } else if (random.nextInt(15) == 0) {
      situation.crashed(machine);
    } else {
      double best = known.branch().head().map(Head::metric).orElse(2.0);
      situation.measured(machine, best * (random.nextInt(3) == 0 ? 0.99 : 1.01));
    }
  }

  /** The rule as it is written down: look at all, rank them as each branch would, and choose. */
  private static List<Portfolio.Configuration> plainly(Campaign campaign, String newcomer) {
    List<Portfolio.Configuration> all =
        campaign.machines().values().stream()
            .filter(machine -> !machine.branch().steps().isEmpty())
            .map(WarmStartTest::configuration)
            .sorted(Comparator.comparing(each -> each.machine().text()))
            .toList();
    List<Portfolio.Configuration> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(3, all.size())) {
      Portfolio.Configuration next = null;
      double best = Double.POSITIVE_INFINITY;
      for (Portfolio.Configuration candidate : all) {
        List<Portfolio.Configuration> with = new ArrayList<>(chosen);
        with.add(candidate);
        double ranks = ranks(with, all, campaign.offers().all(), newcomer);
        if (!chosen.contains(candidate) && ranks < best) {
          best = ranks;
          next = candidate;
        }
      }
      chosen.add(next);
    }
    return chosen;
  }

  private static Portfolio.Configuration configuration(Machine machine) {
    String hardwareClass = machine.membership().hardwareClass();
    return new Portfolio.Configuration(
        machine.name(),
        hardwareClass,
        machine.branch().steps().stream()
            .flatMap(step -> step.parts(hardwareClass).stream())
            .map(Transplant.Part::change)
            .toList());
  }

  /** Over all branches, the best rank that one of the chosen has there. */
  private static double ranks(
      List<Portfolio.Configuration> chosen,
      List<Portfolio.Configuration> all,
      Map<ChangeId, Offer> offers,
      String newcomer) {
    double sum = 0;
    for (Portfolio.Configuration branch : all) {
      String onClass = branch.hardwareClass();
      double best =
          chosen.stream().mapToDouble(each -> rank(each, all, offers, onClass)).min().orElseThrow();
      sum += (onClass.equals(newcomer) ? 3 : 1) * best;
    }
    return sum;
  }

  private static double rank(
      Portfolio.Configuration one,
      List<Portfolio.Configuration> all,
      Map<ChangeId, Offer> offers,
      String onClass) {
    double own = gain(one, offers, onClass);
    double rank = 0.5;
    for (Portfolio.Configuration other : all) {
      double gain = gain(other, offers, onClass);
      rank += gain > own ? 1 : gain == own ? 0.5 : 0;
    }
    return rank;
  }

  private static double gain(
      Portfolio.Configuration configuration, Map<ChangeId, Offer> offers, String onClass) {
    double sum = 0;
    for (ChangeId change : configuration.changes()) {
      Offer offer = offers.get(change);
      if (offer != null) {
        sum +=
            offer.win().hardwareClass().equals(onClass)
                ? offer.win().gain()
                : offer.in(onClass).gain().orElse(0);
      }
    }
    return sum;
  }
}
