package dev.swarm.coordinator.init;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the caches under the home folder that runs read. */
final class DataFinder {
  private static final Pattern PATH = Pattern.compile("~/(\\.cache/[A-Za-z0-9_-]+)");
  private static final Pattern JOINED =
      Pattern.compile(
          "(?:expanduser\\([\"']~[\"']\\)|Path\\.home\\(\\))[^\\n]*?[\"']\\.cache[\"'][^\\n]*?[\"']([A-Za-z0-9_-]+)[\"']");

  private DataFinder() {}

  /** As they are written in a campaign file, such as {@code ~/.cache/autoresearch}. */
  static List<String> find(SourceFolder folder, List<String> files) throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (String file : files) {
      String text = folder.text(file).orElse("");
      for (Matcher matcher = JOINED.matcher(text); matcher.find(); ) {
        found.add("~/.cache/" + matcher.group(1));
      }
      for (Matcher matcher = PATH.matcher(text); matcher.find(); ) {
        found.add("~/" + matcher.group(1));
      }
    }
    return List.copyOf(found);
  }
}
