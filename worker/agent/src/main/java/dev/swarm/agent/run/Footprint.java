package dev.swarm.agent.run;

import dev.swarm.agent.run.ProcessTable.Usage;
import dev.swarm.shared.campaign.RunLimits;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a run takes of the host, looked at from outside: a limit on address space would break every
 * JVM and every CUDA program, and no kernel bounds root's processes. Between two looks a run may
 * exceed its limits.
 *
 * <p>One thread at a time writes; {@link #peak} may be asked from any. A new life of the worker
 * begins with a new peak.
 */
final class Footprint {
  private final ProcessTable table;
  private final String nonce;
  private final RunLimits limits;
  private volatile long peak = -1;

  Footprint(ProcessTable table, String nonce, RunLimits limits) {
    this.table = table;
    this.nonce = nonce;
    this.limits = limits;
  }

  /** The most memory seen, in bytes; empty before the first look. */
  OptionalLong peak() {
    return peak < 0 ? OptionalLong.empty() : OptionalLong.of(peak);
  }

  /**
   * Looks once.
   *
   * @param leader the wrapper's pid; empty when it must not be trusted
   * @return why the run must be killed; empty when it need not
   */
  Optional<Stop> look(OptionalLong leader) {
    Set<Long> members =
        ProcessTable.members(table.rows(nonce), leader, ProcessHandle.current().pid());
    Usage usage = table.usage(members);
    if (usage.tasks() > limits.processes()) {
      return Optional.of(
          new Stop(
              Stop.Cause.PROCESS_LIMIT,
              "it had %d processes and threads; its limit is %d"
                  .formatted(usage.tasks(), limits.processes())));
    }
    long bytes = usage.bytes();
    if (limits.memory().isPresent() && bytes > limits.memory().getAsLong()) {
      bytes = table.exactBytes(members);
    }
    peak = Math.max(peak, bytes);
    return limits.memory().isPresent() && bytes > limits.memory().getAsLong()
        ? Optional.of(
            new Stop(
                Stop.Cause.MEMORY_LIMIT,
                "it took %s of memory; its limit is %s"
                    .formatted(gibibytes(bytes), gibibytes(limits.memory().getAsLong()))))
        : Optional.empty();
  }

  static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1 << 30));
  }
}
