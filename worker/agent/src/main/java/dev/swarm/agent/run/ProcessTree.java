package dev.swarm.agent.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends every process of a run, also the ones that detached themselves: a polite signal, a grace,
 * then the hard one until none is left.
 *
 * <p>Blocks its caller, so it runs on a thread of its own. It waits by looking again: most of these
 * processes are no children of the worker, and for those the JDK's own onExit is a slower loop.
 *
 * <p>Killing twice is harmless, so a restarted worker simply does it again.
 */
final class ProcessTree {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

  private static final Duration FIRST_LOOK = Duration.ofMillis(2);
  private static final Duration SLOWEST_LOOK = Duration.ofMillis(100);

  /**
   * A process stuck in a driver does not die before the driver lets go; the lock tells the rest.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ProcessTable table;
  private final String shell;

  ProcessTree(ProcessTable table, String shell) {
    this.table = table;
    this.shell = shell;
  }

  /**
   * Returns the pids that would not die; they still hold the device's lock.
   *
   * @param leader the wrapper; empty when none is known
   */
  Set<Long> kill(String nonce, Optional<ProcessId> leader, Duration grace) {
    if (gone(nonce, leader)) {
      return Set.of();
    }
    signal(members(nonce, leader), leader, false);
    long graceEnds = System.nanoTime() + grace.toNanos();
    if (awaitGone(nonce, leader, graceEnds)) {
      return Set.of();
    }
    long patienceEnds = System.nanoTime() + PATIENCE.toNanos();
    Duration pause = FIRST_LOOK;
    while (System.nanoTime() < patienceEnds) {
      signal(members(nonce, leader), leader, true);
      pause(pause);
      pause = longer(pause);
      if (gone(nonce, leader)) {
        return Set.of();
      }
    }
    return members(nonce, leader);
  }

  private boolean awaitGone(String nonce, Optional<ProcessId> leader, long deadline) {
    Duration pause = FIRST_LOOK;
    while (System.nanoTime() < deadline) {
      if (gone(nonce, leader)) {
        return true;
      }
      pause(pause);
      pause = longer(pause);
    }
    return false;
  }

  /** Looks twice: a process shows an empty environment for a moment while it becomes another. */
  private boolean gone(String nonce, Optional<ProcessId> leader) {
    if (!members(nonce, leader).isEmpty()) {
      return false;
    }
    pause(FIRST_LOOK);
    return members(nonce, leader).isEmpty();
  }

  private Set<Long> members(String nonce, Optional<ProcessId> leader) {
    return ProcessTable.members(table.rows(nonce), group(leader), ProcessHandle.current().pid());
  }

  private static OptionalLong group(Optional<ProcessId> leader) {
    if (leader.isEmpty() || leader.get().isOfAnEarlierBoot() || leader.get().isReused()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(leader.get().pid());
  }

  /** The group in one call, so that nothing is born between two signals; then who left it. */
  private void signal(Set<Long> members, Optional<ProcessId> leader, boolean hard) {
    OptionalLong group = group(leader);
    if (group.isPresent()) {
      signalGroup(group.getAsLong(), hard ? "KILL" : "TERM");
    }
    for (long pid : members) {
      ProcessHandle.of(pid)
          .ifPresent(
              handle -> {
                if (hard) {
                  handle.destroyForcibly();
                } else {
                  handle.destroy();
                }
              });
    }
  }

  private void signalGroup(long group, String signal) {
    ProcessBuilder kill =
        new ProcessBuilder(
            shell, "-c", "kill -s \"$1\" -- \"-$2\"", "kill", signal, Long.toString(group));
    kill.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    kill.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      kill.start().waitFor(5, TimeUnit.SECONDS);
    } catch (IOException | OutOfMemoryError noProcess) {
      // No shell, or no process or thread more: those that the host gives may all be the run's.
      LOG.warn("cannot signal group {}; its members are signalled one by one", group, noProcess);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(SLOWEST_LOOK) > 0 ? SLOWEST_LOOK : doubled;
  }

  private static void pause(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
