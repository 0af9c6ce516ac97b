package dev.swarm.agent.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One process and no other: a pid alone is given to somebody else sooner or later, and after a
 * reboot at once. On Linux the kernel's start ticks and the boot's id decide; elsewhere a process
 * that started later than what was recorded is somebody else.
 *
 * <p>Immutable; {@link #isAlive} and {@link #isReused} look at the host.
 *
 * @param recordedAt at or after the process's start
 * @param startTicks empty where the kernel does not tell
 * @param boot empty where the kernel does not tell
 */
record ProcessId(long pid, Instant recordedAt, OptionalLong startTicks, Optional<String> boot) {

  /** The wall clock is cut to seconds when recorded, and start times are rounded by the JDK. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  ProcessId {
    // 0 and 1 mean "my own group" and "everybody" to kill; no run has them.
    if (pid <= 1) {
      throw new IllegalArgumentException("no run has pid " + pid);
    }
  }

  static ProcessId fromFields(Map<String, String> fields) {
    String ticks = fields.getOrDefault("ticks", "");
    String boot = fields.getOrDefault("boot", "");
    return new ProcessId(
        Long.parseLong(fields.getOrDefault("pid", "0")),
        Instant.ofEpochSecond(Long.parseLong(fields.getOrDefault("started", "0"))),
        ticks.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(ticks)),
        boot.isEmpty() ? Optional.empty() : Optional.of(boot));
  }

  /** The process that has this pid now. */
  static ProcessId observe(long pid, Instant now) {
    Optional<ProcStat> stat = ProcStat.read(pid);
    return new ProcessId(
        pid,
        now,
        stat.isPresent() ? OptionalLong.of(stat.get().startTicks()) : OptionalLong.empty(),
        thisBoot());
  }

  /** The kernel's name for the time since it booted; empty where it has none. */
  static Optional<String> thisBoot() {
    try {
      return Optional.of(Files.readString(BOOT).strip());
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  /** It runs still. A zombie does not. */
  boolean isAlive() {
    Optional<ProcStat> stat = ProcStat.read(pid);
    if (stat.isPresent() && stat.get().zombie()) {
      return false;
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && isSame(stat, thisBoot(), startInstant());
  }

  /** Somebody else has the pid: then no process of the old one's group is left either. */
  boolean isReused() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && !isSame(ProcStat.read(pid), thisBoot(), startInstant());
  }

  /** The host was booted since this was recorded. False where the kernel does not tell. */
  boolean isOfAnEarlierBoot() {
    return boot.isPresent() && !boot.equals(thisBoot());
  }

  boolean isSame(Optional<ProcStat> statNow, Optional<String> bootNow, Optional<Instant> startNow) {
    if (startTicks.isPresent() && boot.isPresent() && statNow.isPresent() && bootNow.isPresent()) {
      return startTicks.getAsLong() == statNow.get().startTicks() && boot.equals(bootNow);
    }
    return startNow.isPresent() && !startNow.get().isAfter(recordedAt.plus(SLACK));
  }

  private Optional<Instant> startInstant() {
    return ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
  }
}
