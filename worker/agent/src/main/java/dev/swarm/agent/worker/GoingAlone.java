package dev.swarm.agent.worker;

import dev.swarm.proto.v1.Assignment;
import dev.swarm.proto.v1.DesiredState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Makes what is follow the worker's own search while there is no coordinator, and goes back to its
 * word once it has been told of that. One thread, the worker's loop.
 */
final class GoingAlone {
  private final LastWord word;
  private final RunInProgress run;
  private final Outbox outbox;
  private final Offline offline;
  private final Solitude solitude;
  private final Rounds rounds;
  private final Consumer<String> say;

  /**
   * @param say where people hear sentences
   */
  GoingAlone(
      LastWord word,
      RunInProgress run,
      Outbox outbox,
      Offline offline,
      Solitude solitude,
      Rounds rounds,
      Consumer<String> say) {
    this.word = word;
    this.run = run;
    this.outbox = outbox;
    this.offline = offline;
    this.solitude = solitude;
    this.rounds = rounds;
    this.say = say;
  }

  /** Does what the search says while there is no coordinator, then tells it of that. */
  void round(Joined now) throws IOException {
    DesiredState desired = word.desired();
    outbox.acknowledge(desired.getAcknowledgedList());
    offline.heard(desired.getOffline());
    run.readEnd(now);
    offline.judge(now.branch());
    if (!run.isNone()) {
      return;
    }
    if (solitude.isLongEnough()) {
      startOwn(now);
    } else if (offline.isTold(desired) && now.branch().returnTo(desired)) {
      offline.end(now.branch().ledger());
      now.pusher().push(now.workspace().branchRef());
      say.accept("The coordinator is back and knows what this machine did meanwhile.");
      rounds.later(Duration.ZERO);
    }
  }

  private void startOwn(Joined now) throws IOException {
    Optional<Assignment> next = offline.next();
    if (next.isPresent()) {
      Optional<ObjectId> base = now.branch().baseOf(next.get());
      if (base.isPresent()) {
        run.start(now, next.get(), base.get());
      }
    }
  }
}
