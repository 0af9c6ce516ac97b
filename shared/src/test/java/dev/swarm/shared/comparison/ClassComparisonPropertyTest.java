package dev.swarm.shared.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.shared.experiment.Transfer;
import dev.swarm.shared.pollination.Discovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds of every comparison. */
class ClassComparisonPropertyTest {
  private static final String[] MACHINES = {"gpu", "gpu2", "mac", "cpu"};
  private static final String[] CLASSES = {"h100", "h100", "apple-silicon", "cpu-x86"};

  @Property(tries = 300)
  void saysTheSameInWhateverOrderResultsArrive(@ForAll long seed) {
    MeasuredSwarm swarm = swarm(seed);
    List<Trial> trials = new ArrayList<>(swarm.trials());
    List<MachineNow> machines = new ArrayList<>(swarm.machines());
    List<Waiting> waiting = new ArrayList<>(swarm.waiting());
    Random random = new Random(~seed);
    Collections.shuffle(trials, random);
    Collections.shuffle(machines, random);
    Collections.shuffle(waiting, random);

    assertThat(
            ClassComparison.of(
                new MeasuredSwarm(
                    swarm.direction(), machines, trials, waiting, swarm.relativeKnobs())))
        .isEqualTo(ClassComparison.of(swarm));
  }

  @Property(tries = 300)
  void callsEveryChangeThatWonOrCrossedExactlyOneThing(@ForAll long seed) {
    MeasuredSwarm swarm = swarm(seed);
    ComparisonReport report = ClassComparison.of(swarm);

    List<String> named = new ArrayList<>();
    for (Discovery each : Discovery.values()) {
      report
          .called(each)
          .forEach(
              change -> {
                named.add(change.change());
                named.addAll(change.alsoFoundAs());
              });
    }
    assertThat(named).doesNotHaveDuplicates();
    Set<String> wonOrCrossed = new TreeSet<>();
    for (Trial trial : swarm.trials()) {
      if (trial.counts() && (trial.kept() || trial.idea().carried())) {
        trial.idea().only().ifPresent(wonOrCrossed::add);
      }
    }
    assertThat(named).containsAll(wonOrCrossed);
  }

  @Property(tries = 300)
  void countsEveryTransplantOnce(@ForAll long seed) {
    MeasuredSwarm swarm = swarm(seed);

    long carried = swarm.trials().stream().filter(each -> each.transfer().isPresent()).count();
    assertThat(
            ClassComparison.of(swarm).transfers().stream()
                .mapToLong(each -> each.tried() + each.notTransferable()))
        .satisfies(
            counts ->
                assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(carried));
  }

  @Property(tries = 300)
  void agreesWithTheCallsOfTheClasses(@ForAll long seed) {
    for (ChangeReport change : ClassComparison.of(swarm(seed)).changes()) {
      assertThat(Discovery.of(change.results().values().stream().map(ClassResult::call).toList()))
          .isEqualTo(change.discovery());
      if (change.discovery() == Discovery.UNIVERSAL) {
        assertThat(change.results()).hasSizeGreaterThan(1);
      }
      assertThat(change.untried().keySet()).doesNotContainAnyElementsOf(change.results().keySet());
    }
  }

  /** Two H100s, a Mac and a CPU that try few values of few knobs and each other's changes. */
  private static MeasuredSwarm swarm(long seed) {
    Random random = new Random(seed);
    String[] names = new String[MACHINES.length];
    Arrays.setAll(names, index -> CLASSES[index] + "/" + MACHINES[index]);
    Trials trials = new Trials(names);
    List<String> ids = new ArrayList<>();
    List<String> from = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      int index = random.nextInt(MACHINES.length);
      String machine = MACHINES[index];
      double gain = 0.02 * random.nextGaussian();
      int kind = random.nextInt(4);
      if (kind < 2 || ids.isEmpty()) {
        String knob = random.nextBoolean() ? "LR" : "BATCH";
        trials.own(machine, knob, "1", Integer.toString(2 + random.nextInt(4)), gain, gain > 0.02);
        ids.add(trials.last(machine));
        from.add(CLASSES[index]);
      } else {
        int chosen = random.nextInt(ids.size());
        if (kind == 2) {
          Transfer transfer = Transfer.values()[random.nextInt(Transfer.values().length)];
          trials.carried(machine, ids.get(chosen), from.get(chosen), gain, transfer);
        } else {
          trials.waits(machine, ids.get(chosen), "after %d others".formatted(random.nextInt(3)));
        }
      }
    }
    return trials.swarm("BATCH");
  }
}
