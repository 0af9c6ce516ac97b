package dev.swarm.coordinator.simulation;

import dev.swarm.coordinator.campaign.Branch;
import dev.swarm.coordinator.campaign.Campaign;
import dev.swarm.coordinator.campaign.Command;
import dev.swarm.coordinator.campaign.Decision;
import dev.swarm.coordinator.campaign.Event;
import dev.swarm.coordinator.campaign.Experiment;
import dev.swarm.coordinator.campaign.Machine;
import dev.swarm.coordinator.campaign.Workload;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.verdict.Status;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** The course of a campaign, event by event: each is checked, and what is of interest counted. */
final class Course {
  private final Checks checks;
  private final Invariants invariants;
  private final Witness witness;
  private final Set<MachineName> touched = new HashSet<>();
  private final Counts counts = new Counts();

  Course(Checks checks, Witness witness) {
    this.checks = checks;
    this.invariants = new Invariants(checks);
    this.witness = witness;
  }

  Counts counts() {
    return counts;
  }

  /** A decision has become durable. */
  void follow(Command command, Campaign before, Decision decision) {
    Campaign campaign = before;
    touched.clear();
    witness.hears();
    for (Event event : decision.events()) {
      Campaign after = campaign.apply(event);
      invariants.check(campaign, event, after);
      witness.durable(command, event, after);
      count(event, after);
      if (event instanceof Event.OfMachine ofMachine) {
        touched.add(ofMachine.machine());
      }
      campaign = after;
    }
    compare(campaign, decision);
    touched.forEach(name -> hasWork(decision.after(), name));
  }

  /** A decision was made but never became durable. */
  void check(Command command, Campaign before, Decision decision) {
    Campaign campaign = before;
    touched.clear();
    for (Event event : decision.events()) {
      campaign = campaign.apply(event);
      if (event instanceof Event.OfMachine ofMachine) {
        touched.add(ofMachine.machine());
      }
    }
    compare(campaign, decision);
  }

  /**
   * Only what the events are about can differ; the whole is compared when it is recovered, and what
   * grows with the history then only.
   */
  private void compare(Campaign replayed, Decision decision) {
    Campaign after = decision.after();
    boolean same =
        replayed.lastToken() == after.lastToken()
            && replayed.settings().equals(after.settings())
            && replayed.offers().all().size() == after.offers().all().size()
            && replayed.idle().equals(after.idle())
            && replayed.machines().size() == after.machines().size();
    for (MachineName name : touched) {
      same &= isSame(replayed.machines().get(name), after.machines().get(name));
    }
    checks.that(Invariant.REPLAY_IS_THE_STATE, same, decision.events());
  }

  private static boolean isSame(Machine one, Machine other) {
    Workload workload = one.workload();
    Branch branch = one.branch();
    return one.membership().equals(other.membership())
        && workload.nextNumber() == other.workload().nextNumber()
        && workload.assigned().equals(other.workload().assigned())
        && workload.trial().equals(other.workload().trial())
        && workload.tried().size() == other.workload().tried().size()
        && workload.outstanding().size() == other.workload().outstanding().size()
        && branch.head().equals(other.branch().head())
        && branch.knobs().equals(other.branch().knobs())
        && branch.tally().equals(other.branch().tally())
        && branch.yardstick().equals(other.branch().yardstick())
        && branch.advances().size() == other.branch().advances().size()
        && one.queue().equals(other.queue())
        && one.reception().receipts().size() == other.reception().receipts().size()
        && one.rungs().results().keySet().equals(other.rungs().results().keySet())
        && one.absence().equals(other.absence());
  }

  /** One running and one waiting, unless it is away, aside, not let on yet, or done. */
  private void hasWork(Campaign campaign, MachineName name) {
    Machine machine = campaign.machines().get(name);
    var limits = campaign.settings().orElseThrow().limits();
    long experiments =
        machine.branch().tally().experiments()
            + machine.workload().assigned().stream().filter(Course::isCounted).count();
    boolean isDone =
        limits.experimentsPerMachine().isPresent()
            && experiments >= limits.experimentsPerMachine().getAsInt();
    boolean mayHaveLess =
        campaign.paused()
            || machine.absence().isReturning()
            || machine.membership().away()
            || machine.membership().aside().isPresent()
            || machine.membership().paused()
            || limits.approval() && !machine.branch().approved()
            || campaign.machines().size() < limits.waitFor()
            || isDone;
    checks.that(
        Invariant.MACHINES_HAVE_WORK,
        mayHaveLess || machine.workload().assigned().size() == Workload.CAPACITY,
        machine);
  }

  /** Only what runs on the ratchet's rung does. */
  private static boolean isCounted(Experiment experiment) {
    return !experiment.isBaseline() && experiment.proposal().rung().isEmpty();
  }

  private void count(Event event, Campaign after) {
    counts.events++;
    if (event instanceof Event.ExperimentAssigned assigned) {
      counts.transplants += assigned.proposal().transplant().isPresent() ? 1 : 0;
    } else if (event instanceof Event.ExperimentJudged judged) {
      Status status = judged.verdict().status();
      counts.verdicts++;
      counts.experiments += judged.experiment().isBaseline() ? 0 : 1;
      var limits = after.settings().orElseThrow().limits();
      int experiments = after.machines().get(judged.machine()).branch().tally().experiments();
      counts.done +=
          !judged.experiment().isBaseline()
                  && limits.experimentsPerMachine().equals(OptionalInt.of(experiments))
              ? 1
              : 0;
      counts.kept += status == Status.KEEP && !judged.experiment().isBaseline() ? 1 : 0;
      counts.discarded += status == Status.DISCARD ? 1 : 0;
      counts.crashed += status == Status.CRASH ? 1 : 0;
      counts.transplantsKept +=
          status == Status.KEEP && judged.experiment().proposal().transplant().isPresent() ? 1 : 0;
      boolean isPatch = judged.experiment().proposal().edit().patch().isPresent();
      counts.patches += isPatch ? 1 : 0;
      counts.patchesKept += isPatch && status == Status.KEEP ? 1 : 0;
    } else if (event instanceof Event.EvidenceRecorded) {
      counts.evidence++;
    } else if (event instanceof Event.RungMeasured) {
      counts.rungRuns++;
    } else if (event instanceof Event.OfflineRunTaken) {
      counts.ownRuns++;
    }
  }

  /** What was counted. */
  static final class Counts {
    long events;
    long experiments;
    long verdicts;
    long kept;
    long discarded;
    long crashed;
    long transplants;
    long transplantsKept;
    long evidence;
    long patches;
    long patchesKept;
    long rungRuns;
    long ownRuns;

    /** Machines that have reached the limit of experiments. */
    long done;
  }
}
