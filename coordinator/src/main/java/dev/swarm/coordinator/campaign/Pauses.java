package dev.swarm.coordinator.campaign;

import dev.swarm.shared.campaign.MachineName;
import java.time.Instant;

/**
 * Stopping without losing anything: a machine finishes the experiment that it runs, whatever runs
 * that takes, and what waits behind it goes back into its queue.
 */
final class Pauses {
  private Pauses() {}

  static Reply pause(Draft draft, Command.Pause pause) {
    if (pause.machine().isPresent()) {
      MachineName name = pause.machine().get();
      Machine machine = draft.machine(name);
      if (machine == null) {
        return Memberships.unknown(draft, name);
      }
      if (!machine.membership().paused()) {
        draft.add(new Event.MachinePaused(name, pause.at()));
        Queues.displaceWaiting(draft, name, pause.at());
      }
      return Reply.ACCEPTED;
    }
    if (!draft.campaign().paused()) {
      draft.add(new Event.CampaignPaused(pause.at()));
      for (MachineName name : draft.campaign().machines().keySet()) {
        Queues.displaceWaiting(draft, name, pause.at());
      }
    }
    return Reply.ACCEPTED;
  }

  static Reply resume(Draft draft, Command.Resume resume) {
    if (resume.machine().isPresent()) {
      MachineName name = resume.machine().get();
      if (draft.machine(name) == null) {
        return Memberships.unknown(draft, name);
      }
      resume(draft, name, resume.at());
    } else {
      if (draft.campaign().paused()) {
        draft.add(new Event.CampaignResumed(resume.at()));
      }
      draft.campaign().machines().keySet().forEach(name -> resume(draft, name, resume.at()));
    }
    Assignments.fillAll(draft, resume.at());
    return Reply.ACCEPTED;
  }

  private static void resume(Draft draft, MachineName name, Instant at) {
    if (draft.machine(name).membership().paused()) {
      draft.add(new Event.MachineResumed(name, at));
    }
  }
}
