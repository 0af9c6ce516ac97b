package dev.swarm.agent.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Tells how a run ended from what it left behind, once all its processes are gone.
 *
 * <p>Pure: the same leavings give the same {@link Exit}, whichever life of the worker looks.
 *
 * @param stop why it was killed; empty: it was not, or the one who did left no word
 * @param wrapperExit what the wrapper left
 * @param wrapper the wrapper; empty: it never got as far as to say who it is
 * @param hostRebooted since the run was started
 * @param oomKills the kernel's count now
 * @param memory what the run held of the host's
 */
record RunEnding(
    RunRecord record,
    Optional<Stop> stop,
    Optional<WrapperExit> wrapperExit,
    Optional<ProcessId> wrapper,
    boolean hostRebooted,
    OptionalLong oomKills,
    HostMemory memory) {

  private static final int SIGHUP = 129;
  private static final int SIGINT = 130;
  private static final int SIGKILL = 137;
  private static final int SIGTERM = 143;

  /**
   * @param lockHolders describes who holds the device; asked only if it was busy
   */
  Exit exit(Instant now, Supplier<String> lockHolders) {
    Instant ended = wrapperExit.map(WrapperExit::at).orElse(now);
    Duration after = sinceStart(ended);
    if (stop.isPresent()) {
      return stopped(stop.get(), after);
    }
    if (wrapperExit.isEmpty()) {
      return new Exit.Lost(whyLost());
    }
    switch (wrapperExit.get().state()) {
      case BUSY:
        return new Exit.DeviceBusy(lockHolders.get());
      case EXITED:
        return exited(wrapperExit.get().code(), after);
      default:
        return new Exit.NotStarted(wrapperExit.get().why());
    }
  }

  private Exit stopped(Stop reason, Duration after) {
    switch (reason.cause()) {
      case TIME_OUT:
        return new Exit.TimedOut(after);
      case LOG_LIMIT:
        return new Exit.Killed(Exit.Killer.LOG_LIMIT, reason.why(), after);
      case MEMORY_LIMIT:
        return new Exit.Killed(Exit.Killer.MEMORY_LIMIT, reason.why(), after);
      case PROCESS_LIMIT:
        return new Exit.Killed(Exit.Killer.PROCESS_LIMIT, reason.why(), after);
      case NEVER_STARTED:
        return new Exit.Lost(reason.why());
      default:
        return new Exit.Killed(Exit.Killer.WORKER, reason.why(), after);
    }
  }

  private Exit exited(int code, Duration after) {
    switch (code) {
      case SIGKILL:
        return killed(after);
      case SIGTERM, SIGINT, SIGHUP:
        return new Exit.Killed(
            Exit.Killer.HOST, "ended by somebody on the host (signal " + (code - 128) + ")", after);
      default:
        return new Exit.Exited(code, after);
    }
  }

  /**
   * The kernel's count of kills for memory grew while it ran: then it was killed for that. Whose
   * doing it was goes by how much of the host's memory it was seen to hold: with less than half of
   * it others had the most, and the experiment says nothing about its edit.
   */
  private Exit killed(Duration after) {
    if (!grew(record.oomKills(), oomKills)) {
      return new Exit.Killed(Exit.Killer.HOST, "killed by somebody on the host (SIGKILL)", after);
    }
    if (memory.othersHadMost()) {
      return new Exit.Killed(
          Exit.Killer.HOST,
          "the host ran out of memory and killed it, though it held no more than %s of %s"
              .formatted(
                  Footprint.gibibytes(memory.peak().getAsLong()),
                  Footprint.gibibytes(memory.host())),
          after);
    }
    return new Exit.Killed(
        Exit.Killer.OUT_OF_MEMORY, "the host ran out of memory and killed it", after);
  }

  private String whyLost() {
    if (wrapper.isEmpty()) {
      return "the run never started";
    }
    return hostRebooted
        ? "the host was rebooted while it ran"
        : "its wrapper was killed, so its exit code is unknown";
  }

  private static boolean grew(OptionalLong before, OptionalLong now) {
    return before.isPresent() && now.isPresent() && now.getAsLong() > before.getAsLong();
  }

  /** In whole milliseconds, as it is kept; never negative, whatever the clock did. */
  private Duration sinceStart(Instant ended) {
    return Duration.ofMillis(Math.max(0, Duration.between(record.startedAt(), ended).toMillis()));
  }
}
