package dev.swarm.agent.run;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One stretch of {@code key: value} lines while it is read: a block behind {@code ---}, or the
 * lines before any. Other lines in between are noise (a warning that slipped in) and are ignored.
 *
 * <p>One thread at a time. Bounded, however long the log is.
 */
final class SummaryBlock {
  static final String NONCE = "nonce";
  private static final int MOST_NUMBERS = 256;
  private static final int MOST_VALUES = 8;

  private final String metric;
  private final Map<String, Double> numbers = new HashMap<>();
  private final Set<String> metricValues = new LinkedHashSet<>();
  private final Set<String> nonces = new LinkedHashSet<>();

  SummaryBlock(String metric) {
    this.metric = metric;
  }

  void accept(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0 || !isKey(line, colon)) {
      return;
    }
    String key = line.substring(0, colon);
    String value = line.substring(colon + 1).strip();
    if (key.equals(metric)) {
      keep(metricValues, value);
    } else if (key.equals(NONCE)) {
      keep(nonces, value);
    }
    if (numbers.size() < MOST_NUMBERS) {
      Numbers.parse(value).ifPresent(number -> numbers.putIfAbsent(key, number));
    }
  }

  /** It claims to be a summary: a rule of dashes over something else does not. */
  boolean isSummary() {
    return !metricValues.isEmpty() || !nonces.isEmpty();
  }

  boolean hasNumbers() {
    return !numbers.isEmpty();
  }

  Set<String> metricValues() {
    return metricValues;
  }

  Optional<String> nonce() {
    return nonces.stream().findFirst();
  }

  boolean hasTwoNonces() {
    return nonces.size() > 1;
  }

  Map<String, Double> numbers() {
    return numbers;
  }

  private static void keep(Set<String> values, String value) {
    if (values.size() < MOST_VALUES) {
      values.add(value);
    }
  }

  private static boolean isKey(String line, int end) {
    if (!Character.isLetter(line.charAt(0)) && line.charAt(0) != '_') {
      return false;
    }
    for (int i = 1; i < end; i++) {
      char c = line.charAt(i);
      if (!Character.isLetterOrDigit(c) && "_.-/%@".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
