package dev.swarm.coordinator.cli;

import dev.swarm.proto.v1.CoordinatorStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The coordinators of a cluster for people: which there are, and what follows from that. */
final class ClusterText {
  private ClusterText() {}

  /**
   * A line that says how each of them is, and one more where something has to be known or done;
   * nothing for a coordinator that is alone.
   */
  static String of(List<CoordinatorStatus> all, Style style) {
    if (all.isEmpty()) {
      return "";
    }
    String meaning = meaning(all);
    return attendance(all) + "\n" + (meaning.isEmpty() ? "" : style.red(meaning) + "\n");
  }

  /** How each of them is, without the line's end. */
  static String attendance(List<CoordinatorStatus> all) {
    List<String> parts = new ArrayList<>();
    add(parts, addresses(all, CoordinatorStatus::getDecides), "decides", "decide");
    add(parts, others(all, "here"), "is here", "are here");
    add(parts, others(all, "joining"), "is joining", "are joining");
    add(parts, others(all, "leaving"), "is leaving", "are leaving");
    add(parts, others(all, "unreachable"), "does not answer", "do not answer");
    add(parts, others(all, "missing"), "is missing", "are missing");
    return "coordinators: " + String.join("; ", parts);
  }

  private static void add(List<String> parts, List<String> addresses, String one, String several) {
    if (!addresses.isEmpty()) {
      parts.add(enumerated(addresses) + " " + (addresses.size() == 1 ? one : several));
    }
  }

  private static List<String> others(List<CoordinatorStatus> all, String state) {
    return addresses(all, each -> each.getState().equals(state) && !each.getDecides());
  }

  /** What follows for the campaign; empty text where all is well. */
  private static String meaning(List<CoordinatorStatus> all) {
    int here = addresses(all, each -> each.getState().equals("here")).size();
    int silent = others(all, "unreachable").size();
    if (silent >= here) {
      return "The one that answers here does not reach enough of the others, and may stop itself in some seconds; start them again, or ask one of them.";
    }
    if (all.stream().noneMatch(CoordinatorStatus::getDecides)) {
      return "Nobody decides at this moment; another one takes over within some ten seconds, and no run is lost.";
    }
    if (here == all.size()) {
      return "";
    }
    return "%d of %d coordinators %s here%s Start again: %s"
        .formatted(
            here,
            all.size(),
            here == 1 ? "is" : "are",
            here > 2
                ? "."
                : "; with one more lost nobody may decide until %d are here again."
                    .formatted(all.size() / 2 + 1),
            enumerated(addresses(all, each -> !each.getState().equals("here"))));
  }

  private static List<String> addresses(
      List<CoordinatorStatus> all, Predicate<CoordinatorStatus> meant) {
    return all.stream().filter(meant).map(CoordinatorStatus::getAddress).toList();
  }

  private static String enumerated(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }
}
