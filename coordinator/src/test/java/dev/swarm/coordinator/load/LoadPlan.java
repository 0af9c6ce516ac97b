package dev.swarm.coordinator.load;

import java.time.Duration;

/**
 * A load to put on a coordinator.
 *
 * @param name what it is called in the report
 * @param workers that are connected, each with a connection of its own
 * @param runLength how long a run takes
 * @param warmUp how long the load runs before it is measured
 * @param measured how long it is measured
 * @param runsPerWorker after which a worker stops, all starting together; {@link Integer#MAX_VALUE}
 *     for workers that go on, evenly spread
 * @param syncDelay added to every sync of the journal
 * @param hopeless whether every run is clearly worse than the head, so that each is an experiment
 *     of its own: none is confirmed, kept or carried over
 */
record LoadPlan(
    String name,
    int workers,
    Duration runLength,
    Duration warmUp,
    Duration measured,
    int runsPerWorker,
    Duration syncDelay,
    boolean hopeless) {

  /** Workers that go on, and together end so many runs a second. */
  static LoadPlan steady(String name, int workers, double resultsPerSecond, int seconds) {
    return new LoadPlan(
        name,
        workers,
        Duration.ofNanos(Math.round(workers / resultsPerSecond * 1e9)),
        Duration.ofSeconds(15),
        Duration.ofSeconds(seconds),
        Integer.MAX_VALUE,
        Duration.ZERO,
        false);
  }

  /** One worker whose runs take no time: it reports as soon as it is told its next experiment. */
  static LoadPlan closed(String name) {
    return new LoadPlan(
        name,
        1,
        Duration.ofNanos(1),
        Duration.ZERO,
        Duration.ZERO,
        Integer.MAX_VALUE,
        Duration.ZERO,
        true);
  }

  /** Workers that start together and end after so many runs each. */
  static LoadPlan rounds(String name, int workers, Duration runLength, int runs) {
    return new LoadPlan(
        name, workers, runLength, Duration.ZERO, Duration.ZERO, runs, Duration.ZERO, false);
  }

  LoadPlan withSyncDelay(Duration delay) {
    return new LoadPlan(name, workers, runLength, warmUp, measured, runsPerWorker, delay, hopeless);
  }
}
