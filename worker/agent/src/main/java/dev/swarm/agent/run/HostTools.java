package dev.swarm.agent.run;

import dev.swarm.agent.disk.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the host that the runner stands on: a shell, and either setsid and flock (Linux)
 * or perl (macOS has neither, but has perl).
 *
 * <p>Immutable. Looked for once, when the worker starts.
 */
public record HostTools(
    String shell,
    Optional<String> setsid,
    Optional<String> flock,
    Optional<String> perl,
    Optional<String> taskset,
    Optional<String> prlimit) {

  private static final String SETSID =
      "setsid() or die qq(setsid: $!\\n); exec { $ARGV[0] } @ARGV or die qq(exec: $!\\n)";

  /** The exit code of a lock that somebody else has; no other program of the chain uses it. */
  static final int CONFLICT = 75;

  /** The locks belong to the open files, which are handed on: they stay when perl has gone. */
  private static final String LOCKS =
      "for (1 .. shift) { my $n = shift; open(my $f, q(>>), $n) or die qq(cannot open $n: $!\\n);"
          + " flock($f, LOCK_EX | LOCK_NB) or exit($! == EWOULDBLOCK ? "
          + CONFLICT
          + " : 1); fcntl($f, F_SETFD, 0); push @kept, $f }"
          + " exec { $ARGV[0] } @ARGV or die qq(exec: $!\\n)";

  public HostTools {
    if (perl.isEmpty() && (setsid.isEmpty() || flock.isEmpty())) {
      throw new IllegalStateException(
          "a run needs setsid and flock (package util-linux), or perl; install either");
    }
  }

  /**
   * @param path as in the environment variable PATH
   */
  public static HostTools find(String path) {
    return new HostTools(
        Programs.find(path, "sh").orElse("/bin/sh"),
        Programs.find(path, "setsid"),
        Programs.find(path, "flock"),
        Programs.find(path, "perl"),
        Programs.find(path, "taskset"),
        Programs.find(path, "prlimit"));
  }

  /** The command that starts {@code command} as the leader of a session of its own, pid kept. */
  List<String> inOwnSession(List<String> command) {
    List<String> started = new ArrayList<>();
    if (setsid.isPresent()) {
      started.add(setsid.get());
    } else {
      started.addAll(List.of(perl.orElseThrow(), "-MPOSIX=setsid", "-e", SETSID));
    }
    started.addAll(command);
    return started;
  }

  /**
   * The command that takes locks for {@code command} and for every child that it leaves, in the
   * order given and without waiting; it ends with {@value #CONFLICT} where one is held.
   */
  List<String> locked(List<Path> locks, List<String> command) {
    List<String> locked = new ArrayList<>();
    if (flock.isPresent()) {
      for (Path lock : locks) {
        locked.addAll(
            List.of(
                flock.get(),
                "--nonblock",
                "--no-fork",
                "--conflict-exit-code",
                Integer.toString(CONFLICT),
                lock.toString()));
      }
    } else {
      locked.addAll(
          List.of(
              perl.orElseThrow(), "-MFcntl=:flock,F_SETFD", "-MErrno=EWOULDBLOCK", "-e", LOCKS));
      locked.add(Integer.toString(locks.size()));
      locks.forEach(lock -> locked.add(lock.toString()));
    }
    locked.addAll(command);
    return locked;
  }
}
