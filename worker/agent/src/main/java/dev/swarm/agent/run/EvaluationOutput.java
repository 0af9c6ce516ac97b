package dev.swarm.agent.run;

import dev.swarm.agent.run.RunResult.Code;
import dev.swarm.agent.run.RunResult.Problem;
import dev.swarm.agent.run.RunResult.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the metric out of what an eval command printed: its one number. Where lines begin with the
 * metric's name and a colon only those count, for {@code grep "^val_bpb:\|^peak_vram_mb:"} prints
 * more than the metric.
 *
 * <p>One thread at a time; a pure function of the lines. Memory stays flat.
 */
final class EvaluationOutput {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\w.+-])[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?(?![\\w.])"
              + "|(?<![\\w.])(?i:[+-]?(?:nan|inf|infinity))(?!\\w)");
  private static final int MOST = 8;
  private static final int LONGEST = 60;

  private final String metric;
  private final List<String> named = new ArrayList<>();
  private final List<String> numbers = new ArrayList<>();
  private String first = "";
  private String last = "";

  EvaluationOutput(String metric) {
    this.metric = metric;
  }

  void accept(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return;
    }
    first = first.isEmpty() ? text : first;
    last = text;
    boolean isNamed = text.startsWith(metric + ":") || text.startsWith(metric + " =");
    String rest = isNamed ? text.substring(metric.length() + 1) : text;
    for (Matcher matcher = NUMBER.matcher(rest); matcher.find(); ) {
      keep(isNamed ? named : numbers, matcher.group());
    }
  }

  /**
   * @param code that the command ended with
   * @param others what else the run has said in numbers
   */
  RunResult result(int code, Map<String, Double> others) {
    List<String> found = named.isEmpty() ? numbers : named;
    if (first.isEmpty()) {
      return new Problem(
          Code.EVALUATION_SILENT,
          "the eval command printed nothing; it has to print %s as one number".formatted(metric));
    }
    if (code != 0) {
      return new Problem(
          Code.EVALUATION_FAILED, "the eval command ended with %d: %s".formatted(code, cut(last)));
    }
    if (found.isEmpty()) {
      return new Problem(
          Code.NOT_A_NUMBER,
          "the eval command printed '%s', which holds no number".formatted(cut(first)));
    }
    if (found.size() > 1) {
      return new Problem(
          Code.TWO_VALUES,
          "the eval command printed more than one number (%s and %s); it has to print %s alone"
              .formatted(found.get(0), found.get(1), metric));
    }
    OptionalDouble value = Numbers.parse(found.get(0));
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      return new Problem(Code.NOT_FINITE, metric + " is " + found.get(0) + ", not a finite number");
    }
    Map<String, Double> all = new HashMap<>(others);
    all.put(metric, value.getAsDouble());
    return new Summary(value.getAsDouble(), all);
  }

  private static void keep(List<String> list, String text) {
    if (list.size() < MOST) {
      list.add(text);
    }
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
