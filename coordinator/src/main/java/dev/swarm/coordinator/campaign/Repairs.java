package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.search.KnobRepair;
import java.time.Instant;
import java.util.Optional;

/** A crash whose cause its proposer can mend is not the end of the idea. */
final class Repairs {
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
    if (!machine.branch().isHead(crashed)) {
      return false;
    }
    Optional<Proposal> mended =
        KnobRepair.afterCrash(
                crashed.id().toString(),
                crashed.proposal(),
                outcome,
                allowed,
                draft.settings().file().knobs(),
                machine.branch().knobs())
            .filter(each -> !machine.workload().tried().contains(each.edit()));
    mended.ifPresent(each -> Assignments.handOut(draft, machine, each, at));
    return mended.isPresent();
  }
}
