package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import dev.swarm.shared.pollination.Portfolio;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A machine that joins does not begin where the others began: after its own baseline it measures
 * what the other branches have come to, whole, before anything else.
 */
final class WarmStart {
  /** Each costs the newcomer an experiment, or several; single wins follow anyway. */
  private static final int CONFIGURATIONS = 3;

  private WarmStart() {}

  /** Puts the best configurations for a newcomer into its queue. */
  static void queue(Draft draft, MachineName newcomer, Instant at) {
    String hardwareClass = draft.machine(newcomer).membership().hardwareClass();
    List<Proposal> proposals = new ArrayList<>();
    Set<Edit> edits = new HashSet<>();
    for (Portfolio.Configuration each : best(draft.campaign(), hardwareClass)) {
      Proposal proposal = proposal(draft, draft.machine(each.machine()));
      if (!proposal.edit().isNothing() && edits.add(proposal.edit())) {
        proposals.add(proposal);
      }
    }
    Queues.add(draft, newcomer, proposals, false, Optional.empty(), at);
  }

  /** What a newcomer of a class should try, the best first. */
  static List<Portfolio.Configuration> best(Campaign campaign, String hardwareClass) {
    return Portfolio.choose(
        hardwareClass, campaign.configurations().values(), campaign.offers().all(), CONFIGURATIONS);
  }

  private static Proposal proposal(Draft draft, Machine from) {
    List<Transplant.Part> parts = parts(from);
    Edit edit = whole(draft.settings(), from.branch());
    return new Proposal(
        edit,
        "all of %s: %s".formatted(from.branch().name(), Transplants.describe(parts)),
        "A machine that joins starts with what others have come to; this is where %s (%s) stands."
            .formatted(from.name(), from.membership().hardwareClass()),
        new Transplant(Transplant.Kind.CONFIGURATION, parts, false));
  }

  private static List<Transplant.Part> parts(Machine machine) {
    String hardwareClass = machine.membership().hardwareClass();
    return machine.branch().steps().stream()
        .flatMap(step -> step.parts(hardwareClass).stream())
        .toList();
  }

  /** What lies between the base commit and a branch's head. */
  private static Edit whole(Settings settings, Branch branch) {
    Edit knobs = Assignments.changing(new Edit(branch.knobs()), settings.baseKnobs());
    List<Kept> patched =
        branch.steps().stream().filter(each -> each.proposal().edit().patch().isPresent()).toList();
    return patched.isEmpty()
        ? knobs
        : new Edit(
            knobs.knobs(),
            Optional.of(
                new Patch(
                    branch.steps().get(0).commit(), patched.get(patched.size() - 1).commit())));
  }
}
