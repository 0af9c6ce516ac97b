package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.offline.Standing;
import java.util.Optional;

/** What machines have to know to go on by themselves when they can't reach their coordinator. */
public final class Standings {
  private Standings() {}

  /**
   * Where a machine stands; absent where it must not go on by itself: before its baseline is kept
   * and approved, while it or the campaign is paused, and while it is set aside.
   */
  public static Optional<Standing> of(Campaign campaign, MachineName name) {
    Settings settings = campaign.settings().orElseThrow();
    Machine machine = campaign.machines().get(name);
    Branch branch = machine.branch();
    if (!isAllowed(campaign, machine)) {
      return Optional.empty();
    }
    return branch
        .head()
        .map(
            head ->
                new Standing(
                    name,
                    settings.limits().seed(),
                    machine.workload().nextNumber(),
                    Assignments.left(settings, machine),
                    branch.knobs(),
                    machine.workload().tried(),
                    head(head),
                    branch.previous().map(Standings::head),
                    branch.yardstick()));
  }

  /** Whether a machine may go on by itself. */
  public static boolean isAllowed(Campaign campaign, Machine machine) {
    Branch branch = machine.branch();
    boolean mayBegin = branch.approved() || !campaign.settings().orElseThrow().limits().approval();
    return machine.membership().getsWork()
        && !campaign.paused()
        && mayBegin
        && branch.head().isPresent();
  }

  private static Standing.Head head(Head head) {
    return new Standing.Head(head.experiment().toString(), head.incumbent());
  }
}
