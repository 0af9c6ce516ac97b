package dev.swarm.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A thousand swarms, each with faults of its own. A failure's message ends with the command that
 * shows it again.
 */
class SwarmSimulationTest {
  /** More of them for a night: {@code -Dswarm.simulation.seeds=100000}. */
  private static final int SEEDS = Integer.getInteger("swarm.simulation.seeds", 1_000);

  private static final int WORKERS = 8;
  private static final int EXPERIMENTS = 200;

  @Test
  void keepsItsInvariantsAndFinishesWhateverGoesWrong() {
    IntStream.range(0, SEEDS)
        .parallel()
        .forEach(
            seed -> {
              SimulationReport report = SwarmSimulation.run(options(seed));
              assertThat(report.experiments())
                  .as(report.options().command())
                  .isGreaterThanOrEqualTo(WORKERS * EXPERIMENTS);
              assertThat(report.faultsInjected()).as(report.options().command()).isGreaterThan(100);
            });
  }

  @Test
  void takesTheSameCourseForTheSameSeedAndAnotherForAnother() {
    SimulationReport first = SwarmSimulation.run(options(7));
    assertThat(withoutTime(SwarmSimulation.run(options(7)))).isEqualTo(withoutTime(first));
    assertThat(SwarmSimulation.run(options(8)).events()).isNotEqualTo(first.events());
  }

  @Test
  void meetsEveryFaultDoesEveryDeedAndChecksEveryInvariant() {
    Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    Map<Deed, Long> deeds = new EnumMap<>(Deed.class);
    Map<Invariant, Long> checks = new EnumMap<>(Invariant.class);
    long ownRuns = 0;
    long rungRuns = 0;
    for (int seed = 0; seed < 10; seed++) {
      SimulationReport report = SwarmSimulation.run(options(seed));
      report.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
      report.deeds().forEach((deed, count) -> deeds.merge(deed, count, Long::sum));
      report.checks().forEach((invariant, count) -> checks.merge(invariant, count, Long::sum));
      assertThat(report.kept()).isPositive();
      assertThat(report.transplantsKept()).isPositive();
      assertThat(report.patches()).isPositive();
      ownRuns += report.ownRuns();
      rungRuns += report.rungRuns();
    }
    assertThat(faults.keySet()).containsExactly(Fault.values());
    assertThat(deeds.keySet()).containsExactly(Deed.values());
    assertThat(checks).hasSize(Invariant.values().length);
    assertThat(checks.values()).doesNotContain(0L);
    assertThat(ownRuns).isGreaterThan(100);
    assertThat(rungRuns).isGreaterThan(100);
  }

  @Test
  void letsEveryMachineWorkUntilTheLastHourWithoutALimit() {
    SimulationReport report =
        SwarmSimulation.run(new SimulationOptions(40, 12, OptionalInt.empty(), 7));
    assertThat(report.virtualTime()).isEqualTo(Duration.ofHours(12));
    assertThat(report.experiments()).isGreaterThan(40 * 12 * 3);
    assertThat(report.checks().get(Invariant.MACHINES_GET_ON)).isEqualTo(40);
  }

  @Test
  void saysHowToSeeAViolationAgain() {
    InvariantViolation violation =
        InvariantViolation.in(
            options(42), 5_400_000, new InvariantViolation(Invariant.ONE_VERDICT, "h100-0-7"));
    assertThat(violation)
        .hasMessage(
            "After 1.500 virtual hours: ONE_VERDICT: it must hold that an experiment gets one verdict; seen at h100-0-7%nSee it again with: swarm simulate --workers 8 --hours 100 --experiments 200 --seed 42"
                .formatted());
  }

  private static SimulationOptions options(long seed) {
    return new SimulationOptions(WORKERS, 100, OptionalInt.of(EXPERIMENTS), seed);
  }

  /** Everything but how long it took. */
  private static String withoutTime(SimulationReport report) {
    return report.toString().replaceAll("wallTime=.*", "");
  }
}
