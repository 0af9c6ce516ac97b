package dev.swarm.agent.worker;

import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Makes what is follow the coordinator's word. One thread, the worker's loop. */
final class Following {
  private final LastWord word;
  private final RunInProgress run;
  private final Outbox outbox;
  private final Offline offline;
  private final Solitude solitude;
  private final Rounds rounds;
  private final Duration patience;

  /**
   * @param patience how long a verdict is waited for before the waiting experiment starts without
   *     it
   */
  Following(
      LastWord word,
      RunInProgress run,
      Outbox outbox,
      Offline offline,
      Solitude solitude,
      Rounds rounds,
      Duration patience) {
    this.word = word;
    this.run = run;
    this.outbox = outbox;
    this.offline = offline;
    this.solitude = solitude;
    this.rounds = rounds;
    this.patience = patience;
  }

  /** Does what is to be done; if that is nothing any more, the worker begins to be on its own. */
  void round(Joined now) throws IOException {
    DesiredState desired = word.desired();
    if (now.branch().follow(desired)) {
      now.pusher().push(now.workspace().branchRef());
    }
    if (solitude.isAllowed()) {
      offline.remember(desired, now.branch().ledger());
    }
    outbox.acknowledge(desired.getAcknowledgedList());
    run.readEnd(now);
    run.stopUnlessWanted();
    if (run.isNone()) {
      startNext(now);
    }
    if (run.isNone() && solitude.isLongEnough()) {
      offline.begin(desired, now.branch().ledger(), outbox);
    }
  }

  private void startNext(Joined now) throws IOException {
    boolean awaitsVerdict = false;
    for (Assignment assignment : word.desired().getAssignmentsList()) {
      if (outbox.holds(Device.held(assignment))) {
        awaitsVerdict = true;
        continue;
      }
      Duration waited = run.sinceOutcome();
      if (awaitsVerdict && waited.compareTo(patience) < 0) {
        rounds.later(patience.minus(waited));
        return;
      }
      Optional<ObjectId> base = now.branch().baseOf(assignment);
      if (base.isPresent()) {
        run.start(now, assignment, base.get());
      }
      return;
    }
  }
}
