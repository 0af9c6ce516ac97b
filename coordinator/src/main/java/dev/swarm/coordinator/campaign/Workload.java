package dev.swarm.coordinator.campaign;

import dev.swarm.shared.experiment.Edit;
import dev.swarm.shared.experiment.ExperimentId;
import dev.swarm.shared.experiment.Outcome;
import dev.swarm.shared.experiment.Proposal;
import dev.swarm.shared.verdict.Judgement;
import dev.swarm.shared.verdict.Trial;
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
 * @param trial the runs of the running experiment so far
 * @param tried edits handed out on the present head
 * @param outstanding leases taken back before their outcome came; it may still come, once
 */
public record Workload(
    int nextNumber,
    PVector<Experiment> assigned,
    Trial trial,
    PSet<Edit> tried,
    PSet<Command.Held> outstanding) {
  /** One running, one waiting. */
  public static final int CAPACITY = 2;

  static final Workload EMPTY =
      new Workload(0, TreePVector.empty(), Trial.NEW, HashTreePSet.empty(), HashTreePSet.empty());

  /** The experiment on the device or about to be. */
  public Optional<Experiment> running() {
    return assigned.isEmpty() ? Optional.empty() : Optional.of(assigned.get(0));
  }

  /** The experiment that waits for the verdict on the running one. */
  public Optional<Experiment> waiting() {
    return assigned.size() < CAPACITY ? Optional.empty() : Optional.of(assigned.get(1));
  }

  /** What of an assigned experiment is to be run: the change, or its incumbent beside it. */
  public Judgement.Side sideOf(Experiment experiment) {
    return isRunning(experiment.id()) ? trial.side() : Judgement.Side.CANDIDATE;
  }

  Optional<Experiment> find(ExperimentId id) {
    return assigned.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  boolean isRunning(ExperimentId id) {
    return running().filter(each -> each.id().equals(id)).isPresent();
  }

  Workload assign(Experiment experiment) {
    Proposal proposal = experiment.proposal();
    return new Workload(
        Math.max(nextNumber, experiment.id().number() + 1),
        assigned.plus(experiment),
        trial,
        tried.plus(proposal.edit()),
        outstanding);
  }

  /** A number that an experiment has which was never handed out. */
  Workload numbered(int number) {
    return new Workload(Math.max(nextNumber, number + 1), assigned, trial, tried, outstanding);
  }

  /** Under a new token, for the run before is lost. */
  Workload handOutAgain(ExperimentId id, long token) {
    return outstanding(find(id).orElseThrow()).handOutNext(id, token);
  }

  /** Under a new token, for the run before has ended and was told of. */
  Workload handOutNext(ExperimentId id, long token) {
    return replace(find(id).orElseThrow().handedOutAgain(token));
  }

  Workload rebase(Experiment experiment) {
    Workload replaced = replace(experiment);
    return new Workload(
        nextNumber,
        replaced.assigned,
        trial,
        tried.plus(experiment.proposal().edit()),
        outstanding);
  }

  /** With one more run of the running experiment itself. */
  Workload measured(String commit, Outcome.Measured outcome) {
    return withTrial(trial.measured(commit, outcome));
  }

  /** The running experiment, or its incumbent for its sake, runs once more. */
  Workload confirm(ExperimentId id, Judgement.Side side, long token) {
    return withTrial(trial.runningAgain(side)).handOutNext(id, token);
  }

  Workload remove(ExperimentId id) {
    Workload without = isRunning(id) ? withTrial(Trial.NEW) : this;
    return find(id).map(each -> without.withAssigned(assigned.minus(each))).orElse(this);
  }

  Workload withdraw(ExperimentId id) {
    return find(id).map(each -> outstanding(each).remove(id)).orElse(this);
  }

  /** The outcome of a lease that was taken back has come. */
  Workload settled(Command.Held lease) {
    return new Workload(nextNumber, assigned, trial, tried, outstanding.minus(lease));
  }

  private Workload outstanding(Experiment lost) {
    return new Workload(
        nextNumber,
        assigned,
        trial,
        tried,
        outstanding.plus(new Command.Held(lost.id(), lost.token())));
  }

  /** Nothing was tried on the new head yet. */
  Workload onNewHead() {
    return new Workload(nextNumber, assigned, trial, HashTreePSet.empty(), outstanding);
  }

  private Workload replace(Experiment experiment) {
    for (int i = 0; i < assigned.size(); i++) {
      if (assigned.get(i).id().equals(experiment.id())) {
        return withAssigned(assigned.with(i, experiment));
      }
    }
    return this;
  }

  private Workload withAssigned(PVector<Experiment> experiments) {
    return new Workload(nextNumber, experiments, trial, tried, outstanding);
  }

  private Workload withTrial(Trial changed) {
    return new Workload(nextNumber, assigned, changed, tried, outstanding);
  }
}
