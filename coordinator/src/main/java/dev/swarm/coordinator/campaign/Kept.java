package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Patch;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.experiment.Transplant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a branch: an experiment that it advanced to.
 *
 * @param commit as it ran, 40 hex digits; its parent is the branch as it stood
 * @param before value by knob name before it
 */
public record Kept(
    ExperimentId experiment, String commit, Proposal proposal, Map<String, String> before) {

  /** The identities of {@link #parts}. */
  List<ChangeId> changes() {
    return proposal
        .transplant()
        .filter(each -> isInParts() || each.only().isPresent())
        .map(Transplant::changes)
        .orElseGet(() -> List.of(ChangeId.of(experiment)));
  }

  /** Whether it is several changes from elsewhere that can go on by themselves. */
  private boolean isInParts() {
    return proposal.edit().patch().isEmpty()
        && proposal.transplant().filter(each -> each.only().isEmpty()).isPresent();
  }

  /**
   * What of it can be carried elsewhere. A change that came from elsewhere keeps its identity; a
   * stack that no knobs make up is one change from now on.
   *
   * @param hardwareClass of the machine
   */
  public List<Transplant.Part> parts(String hardwareClass) {
    boolean knobsOnly = proposal.edit().patch().isEmpty();
    Optional<Transplant> transplant = proposal.transplant();
    if (isInParts()) {
      return transplant.orElseThrow().parts();
    }
    Optional<Transplant.Part> only = transplant.flatMap(Transplant::only);
    return List.of(
        new Transplant.Part(
            only.map(Transplant.Part::change).orElse(ChangeId.of(experiment)),
            only.isPresent()
                ? only.flatMap(Transplant.Part::hardwareClass)
                : Optional.of(hardwareClass),
            new Edit(
                proposal.edit().knobs(),
                knobsOnly ? Optional.empty() : Optional.of(Patch.of(commit))),
            before,
            proposal.description()));
  }
}
