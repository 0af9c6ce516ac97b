package dev.swarm.agent.run;

import dev.swarm.agent.run.RunResult.Code;
import dev.swarm.agent.run.RunResult.Problem;
import dev.swarm.agent.run.RunResult.Summary;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the summary out of a run's log, line by line.
 *
 * <p>With a nonce only a block behind {@code ---} counts that names it in a line {@code nonce:},
 * and a log with two blocks has no result: one of them is forged. Without one (a train.py that
 * knows nothing of us) a line {@code metric: value} counts wherever it stands, as grep would find
 * it; then two different values are no result.
 *
 * <p>One thread at a time; a pure function of the lines. Memory stays flat.
 */
public final class SummaryParser {
  private static final String RULE = "---";
  private static final String BITS_PER_BYTE = "val_bpb";

  private final String metric;
  private final Optional<String> nonce;

  private final SummaryBlock plain;
  private SummaryBlock current;
  private SummaryBlock last;
  private int summaries;
  private boolean blockOfNumbers;
  private final Set<String> values = new LinkedHashSet<>();

  /**
   * @param metric the name of the campaign's metric, e.g. {@code val_bpb}
   * @param nonce what the summary must name; empty where the run command is not ours
   */
  public SummaryParser(String metric, Optional<String> nonce) {
    this.metric = metric;
    this.nonce = nonce;
    this.plain = new SummaryBlock(metric);
    this.current = plain;
  }

  public void accept(String line) {
    if (line.startsWith(RULE) && line.stripTrailing().equals(RULE)) {
      close();
      current = new SummaryBlock(metric);
    } else {
      current.accept(line);
    }
  }

  public RunResult result() {
    close();
    current = new SummaryBlock(metric);
    return nonce.isPresent() ? withNonce(nonce.get()) : withoutNonce();
  }

  /** What the log says in numbers by name, whether or not that is a result. */
  Map<String, Double> numbers() {
    close();
    current = new SummaryBlock(metric);
    return last == null ? plain.numbers() : last.numbers();
  }

  private void close() {
    if (values.size() < 8) {
      values.addAll(current.metricValues());
    }
    if (current == plain) {
      return;
    }
    blockOfNumbers |= current.hasNumbers();
    if (current.isSummary()) {
      summaries++;
      last = current;
    }
  }

  private RunResult withNonce(String wanted) {
    if (last == null) {
      return noSummary();
    }
    if (summaries > 1) {
      return twoSummaries();
    }
    if (last.nonce().isEmpty()) {
      return new Problem(
          Code.NONCE_MISSING,
          "the summary block has no line 'nonce:', so it is not known to be this run's");
    }
    if (last.hasTwoNonces() || !last.nonce().get().equals(wanted)) {
      return new Problem(Code.NONCE_WRONG, "the summary block names another nonce than this run's");
    }
    return judge(last.metricValues(), last.numbers());
  }

  private RunResult withoutNonce() {
    if (values.isEmpty()) {
      return noSummary();
    }
    if (summaries > 1) {
      return twoSummaries();
    }
    SummaryBlock block = last != null && !last.metricValues().isEmpty() ? last : plain;
    return judge(values, block.numbers());
  }

  private RunResult twoSummaries() {
    return new Problem(
        Code.TWO_SUMMARIES,
        "run.log holds " + summaries + " summary blocks; a run prints one, so none is believed");
  }

  private RunResult noSummary() {
    if (blockOfNumbers || last != null) {
      return missing();
    }
    return new Problem(
        Code.NO_SUMMARY,
        "run.log holds no summary: no line '---' followed by '" + metric + ": <number>'");
  }

  private RunResult judge(Set<String> texts, Map<String, Double> numbers) {
    if (texts.isEmpty()) {
      return missing();
    }
    String text = texts.iterator().next();
    Set<Object> different = new LinkedHashSet<>();
    for (String other : texts) {
      OptionalDouble number = Numbers.parse(other);
      different.add(number.isPresent() ? (Object) number.getAsDouble() : other);
    }
    if (different.size() > 1) {
      return new Problem(
          Code.TWO_VALUES, "run.log says " + metric + " more than once: " + join(texts));
    }
    OptionalDouble number = Numbers.parse(text);
    if (number.isEmpty()) {
      return new Problem(Code.NOT_A_NUMBER, metric + " is '" + shorten(text) + "', not a number");
    }
    double value = number.getAsDouble();
    if (!Double.isFinite(value)) {
      return new Problem(Code.NOT_FINITE, metric + " is " + text + ", not a finite number");
    }
    if (metric.equals(BITS_PER_BYTE) && value <= 0) {
      return new Problem(Code.NOT_POSITIVE, metric + " is " + text + "; it must be above 0");
    }
    Map<String, Double> all = new LinkedHashMap<>(numbers);
    all.put(metric, value);
    return new Summary(value, all);
  }

  private RunResult missing() {
    return new Problem(Code.METRIC_MISSING, "the summary block has no line '" + metric + ":'");
  }

  private static String join(Set<String> texts) {
    return texts.stream().limit(3).map(SummaryParser::shorten).collect(Collectors.joining(" and "));
  }

  private static String shorten(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
