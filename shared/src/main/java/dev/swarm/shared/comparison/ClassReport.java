package dev.swarm.shared.comparison;

import java.util.List;
import java.util.Optional;

/**
 * How far the machines of a hardware class have come.
 *
 * @param branches by machine
 * @param best the branch whose head has the best metric of the class; absent before one is measured
 */
public record ClassReport(
    String hardwareClass, List<BranchReport> branches, Optional<BranchReport> best) {
  /** Experiments judged after the baselines. */
  public int experiments() {
    return branches.stream().mapToInt(BranchReport::experiments).sum();
  }

  /** Those of them that were kept. */
  public int kept() {
    return branches.stream().mapToInt(BranchReport::kept).sum();
  }
}
