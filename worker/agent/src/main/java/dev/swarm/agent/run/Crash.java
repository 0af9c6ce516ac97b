package dev.swarm.agent.run;

import java.util.List;
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
  private static final double HIGHEST_LOSS = 100;
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private static final List<Pattern> INFRASTRUCTURE =
      patterns(
          "No space left on device",
          "Disk quota exceeded",
          "Read-only file system",
          "Input/output error",
          "Stale file handle",
          "Too many open files in system",
          "Temporary failure in name resolution",
          "Could not resolve host",
          "Network is unreachable",
          "no CUDA-capable device is detected",
          "CUDA driver version is insufficient",
          "Driver/library version mismatch",
          "uncorrectable ECC error",
          "GPU is lost",
          "CUDA-capable device\\(s\\) is/are busy or unavailable");

  private static final List<Pattern> OUT_OF_MEMORY =
      patterns(
          "out of memory",
          "OutOfMemory",
          "\\bMemoryError\\b",
          "Cannot allocate memory",
          "can't allocate memory",
          "std::bad_alloc",
          "Insufficient Memory",
          "memory allocation .*failed",
          "failed to allocate .*memory",
          "There is insufficient memory for the Java Runtime",
          "\\[malloc_or_wait\\]|\\[metal::malloc\\]");

  private static final List<Pattern> DIVERGED =
      patterns(
          "^\\s*FAIL\\s*$",
          "\\bdiverged\\b",
          "\\bloss\\b.{0,20}\\b(?:nan|inf|infinity)\\b",
          "\\bloss\\b.{0,20}\\b(?:exploded|not finite|above 100|> ?100)\\b");

  private static final List<Pattern> COMPILE_ERROR =
      patterns(
          "\\.java:\\d+: error:",
          "error: compilation failed",
          "^\\s*(?:SyntaxError|IndentationError|TabError):");

  /** Empty when the run has a result: as with grep, a summary counts whatever the exit code. */
  public static Optional<Crash> of(Exit exit, RunResult result, LogTail tail) {
    if (exit instanceof Exit.Exited exited) {
      if (result instanceof RunResult.Problem problem) {
        return Optional.of(ofExited(exited.code(), problem, tail));
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
        case OUT_OF_MEMORY:
          return new Crash(CrashKind.OUT_OF_MEMORY, killed.why());
        case LOG_LIMIT:
          return new Crash(CrashKind.OTHER, killed.why());
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

  private static Crash ofExited(int code, RunResult.Problem problem, LogTail tail) {
    Optional<String> found = find(tail, INFRASTRUCTURE);
    if (found.isPresent()) {
      return infrastructure(found.get());
    }
    if (code == NOT_FOUND || code == NOT_EXECUTABLE) {
      return infrastructure("the run command could not be started (exit " + code + ")");
    }
    found = find(tail, OUT_OF_MEMORY);
    if (found.isPresent()) {
      return new Crash(CrashKind.OUT_OF_MEMORY, found.get());
    }
    found = find(tail, DIVERGED).or(() -> runawayLoss(tail));
    if (found.isPresent() || problem.code() == RunResult.Code.NOT_FINITE) {
      return new Crash(CrashKind.DIVERGED, found.orElse(problem.sentence()));
    }
    found = find(tail, COMPILE_ERROR);
    if (found.isPresent()) {
      return new Crash(CrashKind.COMPILE_ERROR, found.get());
    }
    if (code == 0) {
      return new Crash(CrashKind.MISSING_SUMMARY, problem.sentence());
    }
    String how = code > SIGNALS ? "died of signal " + (code - SIGNALS) : "ended with " + code;
    String lastLine =
        tail.lines().isEmpty() ? "" : ": " + tail.lines().get(tail.lines().size() - 1).strip();
    return new Crash(CrashKind.OTHER, how + lastLine);
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

  /** The last line that matches: the ones before it are often only its causes. */
  private static Optional<String> find(LogTail tail, List<Pattern> patterns) {
    for (int i = tail.lines().size() - 1; i >= 0; i--) {
      String line = tail.lines().get(i);
      if (patterns.stream().anyMatch(pattern -> pattern.matcher(line).find())) {
        return Optional.of(line.strip());
      }
    }
    return Optional.empty();
  }

  private static List<Pattern> patterns(String... expressions) {
    return List.of(expressions).stream()
        .map(expression -> Pattern.compile(expression, Pattern.CASE_INSENSITIVE))
        .toList();
  }
}
