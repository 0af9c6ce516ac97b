package dev.swarm.coordinator.cli;

import dev.swarm.shared.comparison.BranchReport;
import dev.swarm.shared.text.Complaint;
import dev.swarm.shared.text.NearestName;
import java.util.List;
import java.util.stream.Stream;

/** Finds the branch that somebody means: by its name, or by its machine's. */
final class BranchNames {
  private BranchNames() {}

  static BranchReport find(List<BranchReport> branches, String name) {
    return branches.stream()
        .filter(each -> each.branch().equals(name) || each.machine().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Complaint(
                    "No branch or machine '%s' in this swarm%s"
                        .formatted(name, NearestName.hint(name, names(branches)))));
  }

  private static List<String> names(List<BranchReport> branches) {
    return branches.stream()
        .flatMap(each -> Stream.of(each.machine(), each.branch()))
        .distinct()
        .toList();
  }
}
