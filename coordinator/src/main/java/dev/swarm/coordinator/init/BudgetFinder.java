package dev.swarm.coordinator.init;

import dev.swarm.shared.knob.KnobException;
import dev.swarm.shared.knob.KnobText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds how long one experiment trains. */
final class BudgetFinder {
  private static final Duration USUAL = Duration.ofMinutes(5);
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(7).toSeconds());
  private static final List<String> NAMES =
      List.of("TIME_BUDGET", "TIME_BUDGET_SECONDS", "BUDGET_SECONDS", "TRAIN_SECONDS");

  private BudgetFinder() {}

  /**
   * @param files where it may be set
   */
  static Finding<Duration> find(SourceFolder folder, List<String> files) throws IOException {
    for (String file : files) {
      for (String name : NAMES) {
        Optional<BigDecimal> seconds = number(folder.text(file).orElse(""), name);
        if (seconds.isPresent()
            && seconds.get().signum() > 0
            && seconds.get().compareTo(LONGEST) <= 0) {
          return new Finding<>(
              Duration.ofMillis(seconds.get().movePointRight(3).longValue()),
              "%s in %s".formatted(name, file));
        }
      }
    }
    return new Finding<>(USUAL, "guessed; no file sets TIME_BUDGET");
  }

  private static Optional<BigDecimal> number(String text, String name) {
    try {
      return KnobText.number(KnobText.read(text, name));
    } catch (KnobException notThere) {
      return Optional.empty();
    }
  }
}
