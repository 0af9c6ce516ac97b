package dev.swarm.shared.pollination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.experiment.Transplant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PortfolioTest {
  private static final List<String> CLASSES = List.of("h100", "mini", "apple-silicon");

  private final List<Portfolio.Configuration> configurations = new ArrayList<>();
  private final Map<ChangeId, Offer> offers = new HashMap<>();

  @Property(tries = 200)
  void choosesWhatMostImprovesTheBestRank(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int branches) {
    draw(new Random(seed), branches);
    List<Portfolio.Configuration> chosen = Portfolio.choose("mini", configurations, offers, 3);
    assertThat(chosen).hasSize(Math.min(3, branches)).doesNotHaveDuplicates();
    for (int i = 0; i < chosen.size(); i++) {
      double ranks = ranks(chosen.subList(0, i + 1));
      for (Portfolio.Configuration other : configurations) {
        List<Portfolio.Configuration> instead = new ArrayList<>(chosen.subList(0, i));
        instead.add(other);
        assertThat(ranks).isLessThanOrEqualTo(ranks(instead));
      }
    }
  }

  /** By the thread's own time, for what else the machine does meanwhile says nothing of it. */
  @Example
  void choosesAmongThousandsOfBranchesWhileAMachineWaits() {
    draw(new Random(7), 5_000);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    Portfolio.choose("mini", configurations, offers, 3);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - began))
        .isLessThan(Duration.ofSeconds(10));
  }

  private void draw(Random random, int branches) {
    configurations.clear();
    offers.clear();
    for (int i = 0; i < branches; i++) {
      String hardwareClass = CLASSES.get(random.nextInt(CLASSES.size()));
      MachineName machine = new MachineName("m" + i);
      List<ChangeId> changes = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(4); j++) {
        ChangeId change = ChangeId.of(new ExperimentId(machine, j));
        Offer offer =
            Offer.of(
                new Win(
                    new Transplant.Part(
                        change, Optional.of(hardwareClass), Edit.NONE, Map.of(), "a change"),
                    hardwareClass,
                    1 + random.nextInt(4)));
        offers.put(
            change,
            offer.judgedBy(
                CLASSES.get(random.nextInt(CLASSES.size())),
                Transfer.NEUTRAL,
                OptionalDouble.of(random.nextInt(5) - 2)));
        changes.add(change);
      }
      configurations.add(new Portfolio.Configuration(machine, hardwareClass, changes));
    }
  }

  /** As the class's comment has it, without a thought of how long it takes. */
  private double ranks(List<Portfolio.Configuration> chosen) {
    return configurations.stream()
        .mapToDouble(
            branch ->
                (branch.hardwareClass().equals("mini") ? 3 : 1)
                    * chosen.stream()
                        .mapToDouble(each -> rank(each, branch.hardwareClass()))
                        .min()
                        .orElseThrow())
        .sum();
  }

  private double rank(Portfolio.Configuration one, String onClass) {
    double rank = 1;
    for (Portfolio.Configuration other : configurations) {
      double difference = gain(other, onClass) - gain(one, onClass);
      rank += difference > 0 ? 1 : difference == 0 && other != one ? 0.5 : 0;
    }
    return rank;
  }

  private double gain(Portfolio.Configuration configuration, String onClass) {
    return configuration.changes().stream()
        .map(offers::get)
        .mapToDouble(
            offer ->
                offer.win().hardwareClass().equals(onClass)
                    ? offer.win().gain()
                    : offer.in(onClass).gain().orElse(0))
        .sum();
  }
}
