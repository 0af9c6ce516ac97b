package dev.swarm.coordinator.init;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the metric among what the code prints as {@code name: value}. */
final class MetricFinder {
  private static final Pattern OUTPUT =
      Pattern.compile(
          "(?:print|echo|puts|write|format|log|<<)[^\\n]*?[\"'`](?:\\\\n|---\\\\n)*([A-Za-z_][\\w./-]*):(?:[ \\t]*(?:\\{|%|\\$|[\"'`][ \\t]*[,+<]|\\\\\\()| *[\"'`],)");
  private static final Pattern RULE = Pattern.compile("[\"'`]-{3}[\"'`\\\\]");

  /** Of two that are printed, the one whose name says more about being a score comes first. */
  private static final List<Pattern> SCORES =
      List.of(
          Pattern.compile("metric|objective"),
          Pattern.compile(
              "(?:val|valid|validation|test|eval)_?(?:bpb|loss|acc\\w*|score|error|ppl|f1)"),
          Pattern.compile(
              "(?:.*_)?(?:bpb|score|acc|accuracy|f1|auc|reward|rmse|mae|perplexity|error_rate)"),
          Pattern.compile(
              "(?:.*_)?(?:loss|error|latency\\w*|throughput|tokens_per_sec\\w*|\\w+_ms|speedup)"));

  private MetricFinder() {}

  /**
   * @throws Complaint when nothing is printed that could be it
   */
  static Finding<String> find(SourceFolder folder, List<String> places) throws IOException {
    List<Finding<String>> printed = new ArrayList<>();
    for (String place : places) {
      printed.addAll(printed(place, folder.text(place).orElse("")));
    }
    Optional<Finding<String>> best =
        printed.stream().min(Comparator.comparingInt(each -> rank(each.value())));
    return best.orElseThrow(
        () ->
            new Complaint(
                "%s prints no 'name: value' that could be the metric; name it with --metric NAME."
                    .formatted(places.get(0))));
  }

  private static List<Finding<String>> printed(String file, String text) {
    List<Finding<String>> printed = new ArrayList<>();
    List<String> lines = text.lines().toList();
    boolean afterRule = false;
    for (int i = 0; i < lines.size(); i++) {
      Matcher output = OUTPUT.matcher(lines.get(i));
      if (output.find()) {
        String where = "%s prints it in line %d".formatted(file, i + 1);
        Finding<String> found =
            new Finding<>(output.group(1), afterRule ? where + ", below ---" : where);
        printed.add(afterRule ? 0 : printed.size(), found);
        afterRule = false;
      } else {
        afterRule |= RULE.matcher(lines.get(i)).find();
      }
    }
    return printed;
  }

  private static int rank(String name) {
    for (int i = 0; i < SCORES.size(); i++) {
      if (SCORES.get(i).matcher(name.toLowerCase(Locale.ROOT)).matches()) {
        return i;
      }
    }
    return SCORES.size();
  }
}
