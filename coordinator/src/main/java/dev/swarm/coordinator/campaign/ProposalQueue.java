package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.ChangeId;
import dev.swarm.shared.experiment.Proposal;
import java.time.Instant;
import java.util.Optional;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * Proposals that wait for a machine before anything that pollination or its search has: promoted by
 * somebody, parts of a stack that failed, what a new machine starts with.
 *
 * @param nextNumber of the next proposal that is queued here
 * @param waiting in the order in which they will be handed out
 */
public record ProposalQueue(int nextNumber, PVector<Queued> waiting) {
  static final ProposalQueue EMPTY = new ProposalQueue(0, TreePVector.empty());

  /**
   * A proposal that waits.
   *
   * @param number names it on its machine
   * @param expires until when it may wait; absent until it is handed out
   */
  public record Queued(int number, Proposal proposal, Optional<Instant> expires) {
    boolean isExpired(Instant at) {
      return expires.filter(end -> !at.isBefore(end)).isPresent();
    }
  }

  /** Whether a change waits here, in whatever company. */
  boolean holds(ChangeId change) {
    return waiting.stream()
        .flatMap(each -> each.proposal().transplant().stream())
        .anyMatch(transplant -> transplant.changes().contains(change));
  }

  ProposalQueue with(Queued queued, boolean first) {
    return new ProposalQueue(
        Math.max(nextNumber, queued.number() + 1),
        first ? waiting.plus(0, queued) : waiting.plus(queued));
  }

  ProposalQueue without(int number) {
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.get(i).number() == number) {
        return new ProposalQueue(nextNumber, waiting.minus(i));
      }
    }
    return this;
  }
}
