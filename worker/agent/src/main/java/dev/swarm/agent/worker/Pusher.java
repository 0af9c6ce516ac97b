package dev.swarm.agent.worker;

import dev.swarm.agent.workspace.HubAnswer;
import dev.swarm.agent.workspace.Workspace;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings refs to the hub, in the background and for as long as it takes. Thread-safe. After a crash
 * the refs are asked for again by whoever still needs them there.
 */
final class Pusher {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Workspace workspace;
  private final ScheduledExecutorService timer;
  private final Consumer<String> pushed;
  private final Consumer<String> failed;
  private final Set<String> waiting = new LinkedHashSet<>();

  /** Tried in vain; the next try is scheduled while there is one, and holds up nothing else. */
  private final Set<String> failing = new LinkedHashSet<>();

  private boolean closed;

  /**
   * @param timer whose thread pushes
   * @param pushed told the full name of each ref that is in the hub
   * @param failed told a sentence each time a ref could not be brought there
   */
  Pusher(
      Workspace workspace,
      ScheduledExecutorService timer,
      Consumer<String> pushed,
      Consumer<String> failed) {
    this.workspace = workspace;
    this.timer = timer;
    this.pushed = pushed;
    this.failed = failed;
  }

  synchronized void push(String ref) {
    if (!closed && !failing.contains(ref) && waiting.add(ref)) {
      timer.execute(this::pushAll);
    }
  }

  /** What is not in the hub yet will not be brought there by this one. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    failing.clear();
  }

  private void pushAll() {
    List<String> refs;
    synchronized (this) {
      refs = List.copyOf(waiting);
      waiting.clear();
    }
    refs.forEach(this::pushOne);
  }

  private void pushAgain() {
    synchronized (this) {
      waiting.addAll(failing);
      failing.clear();
    }
    pushAll();
  }

  private static String reason(HubAnswer answer) {
    return answer instanceof HubAnswer.Refused refused
        ? refused.reason()
        : ((HubAnswer.Unreachable) answer).cause().getMessage();
  }

  private void pushOne(String ref) {
    HubAnswer answer;
    try {
      answer = workspace.push(ref);
    } catch (RuntimeException failure) {
      answer = new HubAnswer.Unreachable(failure);
    }
    if (answer instanceof HubAnswer.Ok) {
      pushed.accept(ref);
      return;
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      if (failing.isEmpty()) {
        timer.schedule(this::pushAgain, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
      failing.add(ref);
    }
    // A refusal is tried again as well: after a failover the hub may not know the machine yet.
    failed.accept("%s is not in the hub yet: %s".formatted(ref, reason(answer)));
  }
}
