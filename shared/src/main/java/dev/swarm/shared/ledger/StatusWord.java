package dev.swarm.shared.ledger;

import dev.swarm.shared.verdict.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The words that ledgers in the wild use for a verdict. */
enum StatusWord {
  KEPT(
      "keep kept accept accepted baseline improve improved improvement win won success best pass"
          + " passed confirmed merged champion promoted advance advanced"),
  DISCARDED(
      "discard discarded reject rejected revert reverted neutral equal tie worse regression"
          + " regressed no_improvement non_improvement near_miss disagreement stale"
          + " policy_rejection inconclusive"),
  CRASHED(
      "crash crashed error errored oom out_of_memory timeout time_out timed_out diverged nan killed"
          + " infra_failure infrastructure_failure invalid broken"),
  /** Nothing was measured, or nothing was gained: the metric tells. */
  FAILED("fail failed failure");

  private final Set<String> words;

  StatusWord(String words) {
    this.words = Arrays.stream(words.split(" ")).collect(Collectors.toUnmodifiableSet());
  }

  /** The word in a cell, whatever its case and whatever ornaments stand around it. */
  static Optional<StatusWord> of(String cell) {
    String word =
        cell.toLowerCase(Locale.ROOT)
            .replaceAll("^[^a-z]+|[^a-z]+$", "")
            .replaceAll("[\\s-]+", "_");
    return Arrays.stream(values()).filter(each -> each.words.contains(word)).findFirst();
  }

  /** What the row comes to. */
  Status status(boolean measured) {
    return switch (this) {
      case KEPT -> Status.KEEP;
      case DISCARDED -> Status.DISCARD;
      case CRASHED -> Status.CRASH;
      case FAILED -> measured ? Status.DISCARD : Status.CRASH;
    };
  }
}
