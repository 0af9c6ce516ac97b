package dev.swarm.coordinator.link;

import dev.swarm.coordinator.wire.BareCall;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/**
 * The coordinator's end of a call, as gRPC has it: once the call is cancelled it throws at whoever
 * answers, unless that one has said that it wants to be told.
 */
final class CallStream<T> extends BareCall<T> {
  private final StreamObserver<T> caller;
  private volatile boolean cancelled;
  private volatile boolean tellsOfItsEnd;

  CallStream(StreamObserver<T> caller) {
    this.caller = caller;
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public void onNext(T answer) {
    if (!cancelled) {
      caller.onNext(answer);
    } else if (!tellsOfItsEnd) {
      throw Status.CANCELLED.withDescription("call already cancelled").asRuntimeException();
    }
  }

  @Override
  public void onError(Throwable failure) {
    caller.onError(failure);
  }

  @Override
  public void onCompleted() {
    caller.onCompleted();
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {
    tellsOfItsEnd = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
