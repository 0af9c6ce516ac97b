package dev.swarm.trainer;

import dev.swarm.trainer.data.UnusableData;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a process of the trainer ends: with an exit code and, where it fails, what to say of it. */
final class Ending {
  private static final Pattern MEMORY =
      Pattern.compile(
          "out of memory|can't allocate memory|bad_alloc|(?:failed|trying) to allocate|OutOfMemory"
              + "|memory allocation",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SIZE =
      Pattern.compile("allocate ([0-9.]+ ?(?:bytes|[KMGT]iB))", Pattern.CASE_INSENSITIVE);

  private Ending() {}

  /** What a process is there for. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Does the work and ends the process, also where an experiment has left threads behind. */
  static void of(Work work) {
    int exitCode = 0;
    try {
      work.run();
    } catch (Throwable failure) { // also of an experiment, which may throw anything
      exitCode = report(failure);
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  private static int report(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      System.err.println(refusal.getMessage());
      return refusal.exitCode();
    }
    if (failure instanceof UnusableData) {
      System.err.println(failure.getMessage());
      return Refusal.USAGE;
    }
    Optional<String> memory = outOfMemory(failure);
    if (memory.isPresent()) {
      System.err.println(memory.get());
    } else {
      failure.printStackTrace();
    }
    return Refusal.FAILED;
  }

  /** The sentence for an allocation that failed: how much, and for which line of the experiment. */
  static Optional<String> outOfMemory(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage());
      if (each instanceof OutOfMemoryError || MEMORY.matcher(message).find()) {
        Matcher size = SIZE.matcher(message);
        String what =
            size.find() ? readable(size.group(1)) : message.lines().findFirst().orElse("unknown");
        return Optional.of(
            "Out of memory: the allocation failed (" + what + ")" + place(failure) + ".");
      }
    }
    return Optional.empty();
  }

  private static String readable(String size) {
    Matcher bytes = Pattern.compile("(\\d+) bytes").matcher(size);
    return bytes.matches()
        ? String.format(Locale.ROOT, "%,d MiB", Long.parseLong(bytes.group(1)) >> 20)
        : size;
  }

  private static String place(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getModuleName() == null && !frame.getClassName().contains("."))
        .findFirst()
        .map(frame -> " in " + frame.getMethodName() + ", line " + frame.getLineNumber())
        .orElse("");
  }
}
