package dev.swarm.coordinator.simulation;

import java.time.Duration;
import java.util.Map;

/**
 * What came of a simulation in which everything held.
 *
 * @param virtualTime that passed in it
 * @param events of the journal
 * @param experiments judged, baselines not counted
 * @param verdicts of any kind, baselines counted
 * @param kept experiments that a branch advanced to, baselines not counted
 * @param discarded experiments that were no better
 * @param crashed experiments and baselines
 * @param transplants handed out
 * @param transplantsKept of them kept
 * @param evidence outcomes that came too late to count, and were kept all the same
 * @param patches experiments with more than knobs in them
 * @param patchesKept of them kept
 * @param rungRuns experiments on other rungs than the ratchet's
 * @param ownRuns that machines made by themselves and told of later
 * @param deeds how often who did what of his own accord
 * @param faults how often what went wrong
 * @param checks how often each invariant was checked
 * @param wallTime that it took
 */
public record SimulationReport(
    SimulationOptions options,
    Duration virtualTime,
    long events,
    long experiments,
    long verdicts,
    long kept,
    long discarded,
    long crashed,
    long transplants,
    long transplantsKept,
    long evidence,
    long patches,
    long patchesKept,
    long rungRuns,
    long ownRuns,
    Map<Deed, Long> deeds,
    Map<Fault, Long> faults,
    Map<Invariant, Long> checks,
    Duration wallTime) {

  static SimulationReport of(SimulationOptions options, World world, long nanos) {
    Course.Counts counts = world.coordinator().course().counts();
    return new SimulationReport(
        options,
        Duration.ofMillis(world.agenda().now()),
        counts.events,
        counts.experiments,
        counts.verdicts,
        counts.kept,
        counts.discarded,
        counts.crashed,
        counts.transplants,
        counts.transplantsKept,
        counts.evidence,
        counts.patches,
        counts.patchesKept,
        counts.rungRuns,
        counts.ownRuns,
        world.deeds().counts(),
        world.faults().counts(),
        world.checks().counts(),
        Duration.ofNanos(nanos));
  }

  /** How many experiments were judged in a second of real time. */
  public double experimentsPerSecond() {
    return experiments / (wallTime.toNanos() / 1e9);
  }

  /** How much went wrong, all in all. */
  public long faultsInjected() {
    return faults.values().stream().mapToLong(each -> each).sum();
  }

  /** How often an invariant was checked, all in all. */
  public long invariantsChecked() {
    return checks.values().stream().mapToLong(each -> each).sum();
  }
}
