package dev.swarm.shared.campaign;

import dev.swarm.shared.text.Durations;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * {@code limits} of a campaign file: what a run may take before it is killed.
 *
 * @param training the longest it may train, longer than the budget; two budgets and a minute unless
 *     said otherwise
 * @param cycle the longest from the start of the child to its exit, evaluation included; at least
 *     {@code training}
 * @param memory of the run's processes together, bytes; absent for the host's own
 * @param processes how many the run may have at once, threads included
 * @param fileSize of any one file that it writes, bytes
 * @param log how much of run.log is kept, bytes; a run that writes more is killed
 */
public record RunLimits(
    Duration training,
    Duration cycle,
    OptionalLong memory,
    int processes,
    long fileSize,
    long log) {
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** Start-up, compilation and evaluation, which do not shrink with the budget. */
  private static final Duration AROUND_TRAINING = Duration.ofMinutes(4);

  /**
   * Threads count, and a compiler of kernels starts a worker with a pool of its own for each core:
   * low enough to stop what multiplies, high enough for a large host.
   */
  private static final int PROCESSES = 4_096;

  private static final long FILE_SIZE = 4L << 30;
  private static final long LOG = 64L << 20;

  /** What holds for a budget where the campaign file says nothing. */
  public static RunLimits of(Duration budget) {
    Duration training = budget.multipliedBy(2).plus(GRACE);
    return new RunLimits(
        training, cycle(budget, training), OptionalLong.empty(), PROCESSES, FILE_SIZE, LOG);
  }

  /** The same limits for something that has only so long. */
  public RunLimits within(Duration time) {
    return new RunLimits(time, time, memory, processes, fileSize, log);
  }

  /** The same limits, with the times that usually go with another budget. */
  RunLimits forBudget(Duration budget) {
    RunLimits usual = of(budget);
    return new RunLimits(usual.training(), usual.cycle(), memory, processes, fileSize, log);
  }

  static RunLimits read(Fields fields, Duration budget) {
    RunLimits usual = of(budget);
    Duration training = fields.duration("training").orElse(usual.training());
    if (training.compareTo(budget) <= 0) {
      throw new InvalidCampaignException(
          "limits.training (%s) must be longer than the budget (%s)."
              .formatted(Durations.format(training), Durations.format(budget)));
    }
    Duration cycle = fields.duration("cycle").orElse(cycle(budget, training));
    if (cycle.compareTo(training) < 0) {
      throw new InvalidCampaignException(
          "limits.cycle (%s) must not be shorter than limits.training (%s), which it includes."
              .formatted(Durations.format(cycle), Durations.format(training)));
    }
    return new RunLimits(
        training,
        cycle,
        fields.size("memory"),
        fields.whole("processes", 1, PROCESSES),
        fields.size("file_size").orElse(FILE_SIZE),
        fields.size("log").orElse(LOG));
  }

  /** The reference's table: 15 minutes for a budget of 5. */
  private static Duration cycle(Duration budget, Duration training) {
    Duration scaled = budget.multipliedBy(3);
    Duration least = training.plus(AROUND_TRAINING);
    return scaled.compareTo(least) > 0 ? scaled : least;
  }
}
