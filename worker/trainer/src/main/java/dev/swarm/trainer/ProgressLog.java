package dev.swarm.trainer;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The lines printed while a run trains: the first step's, then one at most every half second, so
 * that a run of many short steps does not spend its budget on printing.
 *
 * <p>Not safe for two threads.
 */
final class ProgressLog {
  private static final long INTERVAL_NANOS = 500_000_000;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final SmoothedLoss smoothedLoss = new SmoothedLoss();
  private long printedAt;
  private long tokensSincePrint;

  ProgressLog(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.printedAt = nanoTime.getAsLong();
  }

  /**
   * Reports a finished step.
   *
   * @param step its number, from 1
   * @param loss its loss, nats per token
   * @param learningRate multiplier of the learning rates that it used
   * @param tokens tokens trained on in it
   * @param progress part of the budget spent, 0 to 1
   */
  void step(int step, double loss, double learningRate, long tokens, double progress) {
    double smoothed = smoothedLoss.add(loss);
    tokensSincePrint += tokens;
    long now = nanoTime.getAsLong();
    if (step > 1 && now - printedAt < INTERVAL_NANOS) {
      return;
    }
    double tokensPerSecond = tokensSincePrint / Math.max(1e-9, (now - printedAt) / 1e9);
    out.println(line(step, smoothed, learningRate, tokensPerSecond, progress));
    out.flush();
    printedAt = now;
    tokensSincePrint = 0;
  }

  static String line(
      int step, double loss, double learningRate, double tokensPerSecond, double progress) {
    return String.format(
        Locale.ROOT,
        "step %d | loss %.4f | lr %.1e | %.1fk tokens/s | %d%%",
        step,
        loss,
        learningRate,
        tokensPerSecond / 1000,
        (int) (progress * 100));
  }
}
