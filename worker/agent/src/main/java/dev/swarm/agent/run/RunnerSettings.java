package dev.swarm.agent.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How one device's runs are kept.
 *
 * <p>Immutable.
 *
 * @param runs the folder that holds the runs' folders; on a local disk
 * @param locks the device's lock files, one for each core or accelerator of it, in the order that
 *     every worker of the host takes them in; on a local disk
 * @param grace between the polite signal and the hard one
 * @param leftoverGrace the same, for what the command left behind when it ended by itself
 * @param look how often it is looked at what a run takes, and whether an adopted one still runs
 * @param watchdogSlack how long after the cycle limit the wrapper ends the run itself, for a worker
 *     that did not come back
 */
public record RunnerSettings(
    Path runs,
    List<Path> locks,
    Duration grace,
    Duration leftoverGrace,
    Duration look,
    Duration watchdogSlack) {

  public RunnerSettings {
    locks = List.copyOf(locks);
    if (look.isZero() || look.isNegative()) {
      throw new IllegalArgumentException("the look must be above 0, not " + look);
    }
  }

  public static RunnerSettings of(Path runs, List<Path> locks) {
    return new RunnerSettings(
        runs,
        locks,
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofMillis(250),
        Duration.ofSeconds(60));
  }
}
