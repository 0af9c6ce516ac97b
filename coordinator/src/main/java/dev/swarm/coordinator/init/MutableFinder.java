package dev.swarm.coordinator.init;

import dev.swarm.shared.text.Complaint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the file that experiments are to change. */
final class MutableFinder {
  private static final List<String> USUAL = List.of("train.py", "Train.java");
  private static final Pattern SOURCE =
      Pattern.compile(
          ".*\\.(?:py|java|kt|scala|jl|js|ts|rs|go|c|cc|cpp|cu|h|rb|lua|r|R|toml|ini|cfg|conf|sh)");
  private static final Pattern NO_SUBJECT =
      Pattern.compile(
          "(?i)(?:prepare|constants?|setup|conftest|eval\\w*|(?:test|plot|analy)\\w*|.*_test|data_?loader|pyproject)\\.\\w+");
  private static final int FEWEST = 2;

  private MutableFinder() {}

  /**
   * @throws Complaint when no file suggests itself
   */
  static Finding<String> find(SourceFolder folder) throws IOException {
    for (String usual : USUAL) {
      if (folder.has(usual)) {
        return new Finding<>(usual, "by its name");
      }
    }
    Optional<Finding<String>> best = Optional.empty();
    int most = FEWEST - 1;
    for (String file : folder.files()) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      if (!SOURCE.matcher(name).matches() || NO_SUBJECT.matcher(name).matches()) {
        continue;
      }
      int constants = Constants.of(folder.text(file).orElse("")).size();
      if (constants > most) {
        most = constants;
        best = Optional.of(new Finding<>(file, "it sets the most constants, " + constants));
      }
    }
    return best.orElseThrow(
        () ->
            new Complaint(
                "No file in %s looks like the subject of experiments (a train.py, or one that sets upper-case constants); name it with --mutable FILE."
                    .formatted(folder.folder())));
  }
}
