package dev.swarm.agent.run;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every run of a runner shares.
 *
 * <p>Immutable; its parts are thread-safe.
 */
record Host(
    RunnerSettings settings,
    ProcessTable table,
    ProcessTree tree,
    Clock clock,
    ScheduledExecutorService timer) {}
