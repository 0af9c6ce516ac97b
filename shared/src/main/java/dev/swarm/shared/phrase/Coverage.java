package dev.swarm.shared.phrase;

/**
 * How much of a log is understood.
 *
 * @param understood rows, baselines among them
 * @param rows of the log
 * @param baselines rows that measure what stands
 */
public record Coverage(int understood, int rows, int baselines) {
  /** For people, such as {@code 29 of 31 rows understood, 2 of them baselines}. */
  public String text() {
    String counted = baselines == 1 ? "1 of them a baseline" : baselines + " of them baselines";
    return "%d of %d rows understood, %s".formatted(understood, rows, counted);
  }
}
