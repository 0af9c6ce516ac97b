package dev.swarm.coordinator.operator;

import dev.swarm.proto.v1.SwarmStatus;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One caller that wants to see every change. Changes that come close together are sent as one, so a
 * big swarm does not drown its watchers. Any thread.
 */
final class StatusWatch {
  private static final long TOGETHER_MILLIS = 100;

  private final ServerCallStreamObserver<SwarmStatus> answers;
  private final Supplier<SwarmStatus> status;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  StatusWatch(
      ServerCallStreamObserver<SwarmStatus> answers,
      Supplier<SwarmStatus> status,
      ScheduledExecutorService timer) {
    this.answers = answers;
    this.status = status;
    this.timer = timer;
  }

  void onLeave(Runnable action) {
    answers.setOnCancelHandler(action);
  }

  void changed() {
    if (scheduled.compareAndSet(false, true)) {
      timer.schedule(this::send, TOGETHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void send() {
    scheduled.set(false);
    if (!answers.isCancelled()) {
      answers.onNext(status.get());
    }
  }
}
