package dev.swarm.agent.run;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How one device's runs are kept.
 *
 * <p>Immutable.
 *
 * @param runs the folder that holds the runs' folders; on a local disk
 * @param lock the device's lock file; on a local disk, one per device, shared by every worker that
 *     may use the device
 * @param grace between the polite signal and the hard one
 * @param leftoverGrace the same, for what the command left behind when it ended by itself
 * @param look how often the length of run.log is looked at, and an adopted run's wrapper
 * @param logLimit bytes of run.log; a run that writes more is killed
 * @param watchdogSlack how long after the hard limit the wrapper ends the run itself, for a worker
 *     that did not come back
 */
public record RunnerSettings(
    Path runs,
    Path lock,
    Duration grace,
    Duration leftoverGrace,
    Duration look,
    long logLimit,
    Duration watchdogSlack) {

  public RunnerSettings {
    if (logLimit < 1) {
      throw new IllegalArgumentException("the limit of run.log must be above 0, not " + logLimit);
    }
    if (look.isZero() || look.isNegative()) {
      throw new IllegalArgumentException("the look must be above 0, not " + look);
    }
  }

  public static RunnerSettings of(Path runs, Path lock) {
    return new RunnerSettings(
        runs,
        lock,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        64L << 20,
        Duration.ofSeconds(60));
  }
}
