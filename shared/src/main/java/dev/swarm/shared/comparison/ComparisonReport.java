package dev.swarm.shared.comparison;

import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.pollination.Discovery;
import java.util.List;
import java.util.Optional;

/**
 * What a swarm has found out about its hardware.
 *
 * @param classes by name
 * @param changes that more than one class is to say something of: each is in exactly one of {@link
 *     Discovery}
 * @param triedOnce how many other changes were tried, by one class only, and not kept
 * @param transfers by the class they came from, then by the one they went to; only pairs between
 *     which something was carried
 */
public record ComparisonReport(
    Direction direction,
    List<ClassReport> classes,
    List<ChangeReport> changes,
    int triedOnce,
    List<TransferCell> transfers) {
  public ComparisonReport {
    classes = List.copyOf(classes);
    changes = List.copyOf(changes);
    transfers = List.copyOf(transfers);
  }

  /** The changes that are called this. */
  public List<ChangeReport> called(Discovery discovery) {
    return changes.stream().filter(each -> each.discovery() == discovery).toList();
  }

  /** What came of what one class found on another; absent where nothing was carried. */
  public Optional<TransferCell> transfers(String from, String to) {
    return transfers.stream()
        .filter(each -> each.from().equals(from) && each.to().equals(to))
        .findFirst();
  }

  /** Every branch, class by class. */
  public List<BranchReport> branches() {
    return classes.stream().flatMap(each -> each.branches().stream()).toList();
  }
}
