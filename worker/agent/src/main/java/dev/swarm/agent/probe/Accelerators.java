package dev.swarm.agent.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names the accelerators that runs of this worker see, so that two workers can share a host's. */
public final class Accelerators {
  private static final List<String> VARIABLES =
      List.of("CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES");

  private Accelerators() {}

  /**
   * Names that stay the same whichever variable narrows them: the driver's, or else numbers.
   *
   * @param environment whose CUDA_VISIBLE_DEVICES and the like count
   */
  public static List<String> visible(Map<String, String> environment) {
    return visible(environment, Driver.ask("index,uuid").orElse(""));
  }

  static List<String> visible(Map<String, String> environment, String answer) {
    List<String[]> present = answer.lines().map(line -> line.split(",\\s*")).toList();
    Optional<String> narrowed =
        VARIABLES.stream().filter(environment::containsKey).map(environment::get).findFirst();
    if (narrowed.isEmpty()) {
      return present.isEmpty() ? List.of("0") : present.stream().map(each -> each[1]).toList();
    }
    List<String> names = new ArrayList<>();
    for (String wanted : narrowed.get().split(",")) {
      String word = wanted.strip();
      if (word.matches("[A-Za-z0-9/.-]+") && !word.equals("-1")) {
        names.add(named(word, present).replace('/', '_'));
      }
    }
    return names;
  }

  /** A number is its place in the driver's list; a name may be cut short. */
  private static String named(String wanted, List<String[]> present) {
    return present.stream()
        .filter(each -> each[0].equals(wanted) || each[1].startsWith(wanted))
        .map(each -> each[1])
        .findFirst()
        .orElse(wanted);
  }
}
