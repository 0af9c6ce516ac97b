package dev.swarm.agent.worker;

import dev.swarm.proto.v1.Outcome;
import java.util.Locale;

/** Outcomes in words, for the worker's own output. */
final class Sentences {
  private Sentences() {}

  static String of(Outcome outcome, String metric) {
    return switch (outcome.getResultCase()) {
      case MEASURED ->
          String.format(Locale.ROOT, "%s %.6f", metric, outcome.getMeasured().getMetric());
      case CRASHED ->
          "crashed (%s): %s"
              .formatted(outcome.getCrashed().getKind(), outcome.getCrashed().getReason());
      case INTERRUPTED -> "interrupted: " + outcome.getInterrupted().getReason();
      case RESULT_NOT_SET -> "without a result";
    };
  }
}
