package dev.swarm.agent.run;

import java.time.Duration;

/**
 * How a run ended. Said only after the last of the run's processes is gone, or was found not to die
 * of SIGKILL (stuck in a driver); that one keeps the device's lock, so nothing starts beside it.
 *
 * <p>Immutable. Kept in the run's folder, so a restarted worker hears the same answer again.
 */
public sealed interface Exit {

  /** The command ended by itself, or died of a signal of its own making (128 + the signal). */
  record Exited(int code, Duration after) implements Exit {}

  /** The run reached its hard limit and was killed. */
  record TimedOut(Duration after) implements Exit {}

  /** The run was killed, and not for its time. */
  record Killed(Killer by, String why, Duration after) implements Exit {}

  /** The run's processes are gone and none left an exit code. */
  record Lost(String why) implements Exit {}

  /** The command was never started: another run still holds the device. */
  record DeviceBusy(String holders) implements Exit {}

  /** The command was never started: the wrapper could not prepare it. */
  record NotStarted(String why) implements Exit {}

  /** Who killed it. */
  enum Killer {
    /** Somebody who called {@link Run#kill}. */
    WORKER,
    /** The runner, because run.log grew past its limit. */
    LOG_LIMIT,
    /** The runner, because it had too many processes. */
    PROCESS_LIMIT,
    /** The runner, because it took more memory than the campaign allows. */
    MEMORY_LIMIT,
    /** The kernel, because the host ran out of memory by it. */
    OUT_OF_MEMORY,
    /** Somebody else on the host: a shutdown, an operator, a container's end. */
    HOST
  }
}
