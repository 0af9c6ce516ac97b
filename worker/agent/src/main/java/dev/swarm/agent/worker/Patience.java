package dev.swarm.agent.worker;

import java.time.Duration;

/**
 * How long a worker waits for the word of a coordinator that is there. Immutable.
 *
 * @param verdict on an experiment, before the waiting one starts without it
 * @param handBack what a coordinator has to take back the run of a worker that is stopped
 */
record Patience(Duration verdict, Duration handBack) {
  static final Patience USUAL = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(3));
}
