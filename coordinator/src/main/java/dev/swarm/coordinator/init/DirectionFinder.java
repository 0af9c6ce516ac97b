package dev.swarm.coordinator.init;

import dev.swarm.shared.campaign.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds which way a metric gets better: by what the instructions say, or else by its name. */
final class DirectionFinder {
  private static final List<String> INSTRUCTIONS = List.of("program.md", "README.md");
  private static final String LESS = "lower is better|lowest|lower|minimi[sz]e";
  private static final String MORE = "higher is better|highest|higher|maximi[sz]e";
  private static final Pattern RISING =
      Pattern.compile(
          ".*(?:acc|accuracy|score|reward|return|f1|auc|r2|bleu|rouge|map|iou|throughput|per_sec|speedup|sharpe|pass_rate|win_rate|fps|hits?)(?:_.*)?");

  private DirectionFinder() {}

  static Finding<Direction> find(SourceFolder folder, String metric) throws IOException {
    for (String file : INSTRUCTIONS) {
      String text = folder.text(file).orElse("");
      boolean less = isSaid(text, metric, LESS);
      boolean more = isSaid(text, metric, MORE);
      if (less != more) {
        return less
            ? new Finding<>(Direction.MINIMIZE, "lower is better, as " + file + " says")
            : new Finding<>(Direction.MAXIMIZE, "higher is better, as " + file + " says");
      }
    }
    return RISING.matcher(metric.toLowerCase(Locale.ROOT)).matches()
        ? new Finding<>(Direction.MAXIMIZE, "higher is better, guessed from the name")
        : new Finding<>(Direction.MINIMIZE, "lower is better, guessed from the name");
  }

  /** In the same sentence, with not more than a few words between. */
  private static boolean isSaid(String text, String metric, String words) {
    String name = "(?<!\\w)" + Pattern.quote(metric) + "(?!\\w)";
    return Pattern.compile(
            "(?i)(?:%s)[^.\\n]{0,30}%s|%s[^.\\n]{0,30}(?:%s)".formatted(words, name, name, words))
        .matcher(text)
        .find();
  }
}
