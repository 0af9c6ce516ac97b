package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.KnobRepair;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A crash whose cause its proposer can mend is not the end of the idea. */
final class Repairs {
  /** What a smaller step may cure. */
  private static final Set<String> CURABLE = Set.of("out-of-memory", "divergence", "time-out");

  private Repairs() {}

  /**
   * Hands out a mended proposal in the crashed one's place, as often as the campaign allows.
   *
   * @return whether there is one
   */
  static boolean propose(Draft draft, Experiment crashed, Outcome.Crashed outcome, Instant at) {
    Machine machine = draft.machine(crashed.id().machine());
    int allowed =
        draft.settings().file().forClass(machine.membership().hardwareClass()).retries().repairs();
    boolean onHead = machine.branch().isHead(crashed);
    if (!onHead || crashed.proposal().repairs() >= allowed || !CURABLE.contains(outcome.kind())) {
      return false;
    }
    Optional<Proposal> mended =
        KnobRepair.halfTheStep(
                draft.settings().file().knobs(),
                crashed.proposal(),
                machine.branch().knobs(),
                "%s failed: %s".formatted(crashed.id(), outcome.reason()))
            .filter(each -> !machine.workload().tried().contains(each.edit()));
    mended.ifPresent(each -> Assignments.handOut(draft, machine, each, at));
    return mended.isPresent();
  }
}
