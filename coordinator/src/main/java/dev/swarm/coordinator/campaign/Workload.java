package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Proposal;
import java.util.Optional;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * What a machine has to run.
 *
 * @param nextNumber of its next experiment
 * @param assigned at most two: the running one, then the waiting one
 * @param tried edits handed out on the present head
 * @param withdrawn experiments taken back whose outcome may still come
 */
public record Workload(
    int nextNumber, PVector<Experiment> assigned, PSet<Edit> tried, PSet<ExperimentId> withdrawn) {
  /** One running, one waiting. */
  public static final int CAPACITY = 2;

  static final Workload EMPTY =
      new Workload(0, TreePVector.empty(), HashTreePSet.empty(), HashTreePSet.empty());

  /** The experiment on the device or about to be. */
  public Optional<Experiment> running() {
    return assigned.isEmpty() ? Optional.empty() : Optional.of(assigned.get(0));
  }

  /** The experiment that waits for the verdict on the running one. */
  public Optional<Experiment> waiting() {
    return assigned.size() < CAPACITY ? Optional.empty() : Optional.of(assigned.get(1));
  }

  Optional<Experiment> find(ExperimentId id) {
    return assigned.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  Workload assign(Experiment experiment) {
    Proposal proposal = experiment.proposal();
    return new Workload(
        Math.max(nextNumber, experiment.id().number() + 1),
        assigned.plus(experiment),
        tried.plus(proposal.edit()),
        withdrawn);
  }

  Workload replace(Experiment experiment) {
    for (int i = 0; i < assigned.size(); i++) {
      if (assigned.get(i).id().equals(experiment.id())) {
        return withAssigned(assigned.with(i, experiment));
      }
    }
    return this;
  }

  Workload rebase(Experiment experiment) {
    Workload replaced = replace(experiment);
    return new Workload(
        nextNumber, replaced.assigned, tried.plus(experiment.proposal().edit()), withdrawn);
  }

  Workload remove(ExperimentId id) {
    return find(id).map(each -> withAssigned(assigned.minus(each))).orElse(this);
  }

  Workload withdraw(ExperimentId id) {
    return new Workload(nextNumber, remove(id).assigned, tried, withdrawn.plus(id));
  }

  Workload forgetWithdrawn(ExperimentId id) {
    return new Workload(nextNumber, assigned, tried, withdrawn.minus(id));
  }

  /** Nothing was tried on the new head yet. */
  Workload onNewHead() {
    return new Workload(nextNumber, assigned, HashTreePSet.empty(), withdrawn);
  }

  private Workload withAssigned(PVector<Experiment> experiments) {
    return new Workload(nextNumber, experiments, tried, withdrawn);
  }
}
