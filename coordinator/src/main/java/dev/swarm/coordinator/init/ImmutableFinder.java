package dev.swarm.coordinator.init;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the files that decide the score, so that they may be named. */
final class ImmutableFinder {
  private static final Pattern DECIDING =
      Pattern.compile(
          "(?i)program\\.md|(?:prepare|constants?|eval\\w*|data|data_?loader|harness|verify|benchmark)\\.\\w+"
              + "|pyproject\\.toml|requirements\\.txt|uv\\.lock|Makefile|pom\\.xml|\\.python-version");
  private static final Pattern IMPORT =
      Pattern.compile("^[ \\t]*(?:from|import)[ \\t]+(\\w+)", Pattern.MULTILINE);

  private ImmutableFinder() {}

  /** By path from the folder, in order. */
  static List<String> find(SourceFolder folder, String mutable) throws IOException {
    Set<String> found = new TreeSet<>();
    folder.top().stream().filter(file -> DECIDING.matcher(file).matches()).forEach(found::add);
    Matcher imports = IMPORT.matcher(folder.text(mutable).orElse(""));
    String place = mutable.substring(0, mutable.lastIndexOf('/') + 1);
    while (imports.find()) {
      String module = place + imports.group(1) + ".py";
      if (folder.has(module)) {
        found.add(module);
      }
    }
    found.remove(mutable);
    return new ArrayList<>(found);
  }
}
