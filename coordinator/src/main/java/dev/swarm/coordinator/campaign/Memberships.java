package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.BranchName;
import dev.swarm.shared.campaign.MachineName;
import dev.swarm.shared.text.NearestName;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Who is part of the swarm: joining, returning, taking a name over, being away or aside. */
final class Memberships {
  private Memberships() {}

  static Reply join(Draft draft, Command.Join join) {
    Machine known = draft.machine(join.machine());
    if (known != null && isTaken(known.membership(), join)) {
      return new Reply.Rejected(
          Reply.Code.MACHINE_TAKEN,
          "The machine name '%s' belongs to another live worker; choose another with --machine, or stop that worker and wait until its lease runs out."
              .formatted(join.machine()));
    }
    boolean otherFolder =
        known != null && !known.membership().incarnation().equals(join.incarnation());
    if (known == null || isNews(known.membership(), join)) {
      draft.add(
          new Event.MachineJoined(
              join.machine(),
              join.hardwareClass(),
              known == null ? branchName(draft.settings(), join) : known.branch().name(),
              join.incarnation(),
              join.process(),
              join.at()));
    }
    Absences.announce(draft, join);
    if (known == null) {
      WarmStart.queue(draft, join.machine(), join.at());
    }
    if (otherFolder) {
      Assignments.handOutAgainWhatIsNotHeld(draft, join);
    }
    int machines = draft.campaign().machines().size();
    int wanted = draft.settings().limits().waitFor();
    if (known == null && machines == wanted) {
      Assignments.fillAll(draft, join.at());
    } else if (machines >= wanted) {
      Assignments.fill(draft, draft.machine(join.machine()), join.at());
    }
    return Reply.ACCEPTED;
  }

  static Reply expire(Draft draft, Command.ExpireLease expire) {
    Machine machine = draft.machine(expire.machine());
    if (machine == null) {
      return unknown(draft, expire.machine());
    }
    boolean current = machine.membership().incarnation().equals(expire.incarnation());
    if (current && !machine.membership().away()) {
      draft.add(new Event.LeaseExpired(expire.machine(), expire.at()));
    }
    return Reply.ACCEPTED;
  }

  /** Refuses a machine that is none, naming the nearest that is one. */
  static Reply unknown(Draft draft, MachineName machine) {
    List<String> known =
        draft.campaign().machines().keySet().stream().map(MachineName::text).toList();
    return new Reply.Rejected(
        Reply.Code.MACHINE_UNKNOWN,
        "No machine '%s' ever joined%s"
            .formatted(machine, NearestName.hint(machine.text(), known)));
  }

  /** The machine after an event, its membership brought up to date; created if it is new. */
  static Machine apply(Settings settings, Machine machine, Event event) {
    if (event instanceof Event.MachineJoined joined) {
      return machine == null
          ? Machine.joined(
              joined.machine(),
              Membership.joined(joined, false),
              Branch.created(joined.branch(), settings.baseKnobs()))
          : machine.with(machine.membership().rejoined(joined));
    }
    Membership membership = machine.membership();
    if (event instanceof Event.LeaseExpired) {
      return machine.with(membership.gone());
    }
    if (event instanceof Event.MachinePaused) {
      return machine.with(membership.paused(true));
    }
    if (event instanceof Event.MachineResumed) {
      return machine.with(membership.paused(false));
    }
    if (event instanceof Event.MachineSetAside aside) {
      return machine.with(membership.setAside(aside.reason()));
    }
    if (event instanceof Event.ExperimentHandedOutAgain again && again.interrupted()) {
      return machine.with(membership.withInterruptions(membership.interruptions() + 1));
    }
    if (event instanceof Event.ExperimentJudged || event instanceof Event.RungMeasured) {
      return machine.with(membership.withInterruptions(0));
    }
    return machine;
  }

  private static boolean isTaken(Membership now, Command.Join join) {
    return !now.away() && !now.incarnation().equals(join.incarnation());
  }

  private static boolean isNews(Membership now, Command.Join join) {
    return now.away()
        || !now.incarnation().equals(join.incarnation())
        || !now.process().equals(join.process())
        || !now.hardwareClass().equals(join.hardwareClass());
  }

  private static String branchName(Settings settings, Command.Join join) {
    return BranchName.of(
        settings.file().branchPrefix(),
        LocalDate.ofInstant(join.at(), ZoneOffset.UTC),
        join.machine());
  }
}
