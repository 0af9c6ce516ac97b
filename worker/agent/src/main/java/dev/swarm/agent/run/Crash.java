package dev.swarm.agent.run;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A run without a result, and why.
 *
 * <p>Immutable; the classification is pure. It goes by what the host says first and by the log's
 * last lines after that. The log is written by the experiment, so it can talk itself into being run
 * again: whoever does that keeps count.
 */
public record Crash(CrashKind kind, String sentence) {
  private static final int SIGNALS = 128;
  private static final int FILE_TOO_LARGE = 25;
  private static final double HIGHEST_LOSS = 100;
  private static final Pattern STACK_FRAME =
      Pattern.compile("at \\S+\\(.*\\)|\\.\\.\\. \\d+ (more|common frames omitted)");
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /**
   * Empty when the run has a result: as with grep, a summary counts whatever the exit code.
   *
   * @param network whether the campaign lets its experiments reach it
   */
  public static Optional<Crash> of(Exit exit, RunResult result, LogTail tail, boolean network) {
    if (exit instanceof Exit.Exited exited) {
      if (result instanceof RunResult.Problem problem) {
        return Optional.of(ofExited(exited.code(), problem, tail, network));
      }
      return Optional.empty();
    }
    return Optional.of(ofEnded(exit));
  }

  private static Crash ofEnded(Exit exit) {
    if (exit instanceof Exit.TimedOut timedOut) {
      return new Crash(
          CrashKind.TIMED_OUT,
          "killed at its hard limit, after " + timedOut.after().toSeconds() + " s");
    }
    if (exit instanceof Exit.Killed killed) {
      switch (killed.by()) {
        case OUT_OF_MEMORY, MEMORY_LIMIT:
          return new Crash(CrashKind.OUT_OF_MEMORY, killed.why());
        case LOG_LIMIT, PROCESS_LIMIT:
          return new Crash(CrashKind.LIMIT, killed.why());
        default:
          return infrastructure(killed.why());
      }
    }
    if (exit instanceof Exit.Lost lost) {
      return infrastructure(lost.why());
    }
    if (exit instanceof Exit.DeviceBusy busy) {
      return infrastructure("the device is busy: " + busy.holders());
    }
    return infrastructure("the run did not start: " + ((Exit.NotStarted) exit).why());
  }

  private static Crash ofExited(
      int code, RunResult.Problem problem, LogTail tail, boolean network) {
    if (code == NOT_FOUND || code == NOT_EXECUTABLE) {
      return infrastructure("the run command could not be started (exit " + code + ")");
    }
    if (code == SIGNALS + FILE_TOO_LARGE) {
      return new Crash(CrashKind.LIMIT, "it wrote a file larger than the campaign allows");
    }
    Optional<Crash> found = CrashSigns.find(tail, network);
    boolean decided = found.filter(crash -> crash.kind() != CrashKind.OTHER).isPresent();
    if (decided) {
      return found.get();
    }
    Optional<String> runaway = runawayLoss(tail);
    if (runaway.isPresent() || problem.code() == RunResult.Code.NOT_FINITE) {
      return new Crash(CrashKind.DIVERGED, runaway.orElse(problem.sentence()));
    }
    if (found.isPresent()) {
      return found.get();
    }
    if (code == 0) {
      return new Crash(CrashKind.MISSING_SUMMARY, problem.sentence());
    }
    String how = code > SIGNALS ? "died of signal " + (code - SIGNALS) : "ended with " + code;
    String lastWord = lastWord(tail).map(line -> ": " + line).orElse("");
    return new Crash(CrashKind.OTHER, how + lastWord);
  }

  /** What it said last; below a Java exception stands where it was, which says nothing. */
  private static Optional<String> lastWord(LogTail tail) {
    return tail.lines().stream()
        .map(String::strip)
        .filter(line -> !STACK_FRAME.matcher(line).matches())
        .reduce((first, second) -> second);
  }

  /** The fast-fail of a train.py may end without a word, right after such a step. */
  private static Optional<String> runawayLoss(LogTail tail) {
    return tail.lines().stream()
        .filter(
            line ->
                ProgressParser.parse(line)
                    .filter(progress -> progress.loss().orElse(0) > HIGHEST_LOSS)
                    .isPresent())
        .reduce((first, second) -> second)
        .map(String::strip);
  }

  private static Crash infrastructure(String why) {
    return new Crash(CrashKind.INFRASTRUCTURE, why);
  }
}
